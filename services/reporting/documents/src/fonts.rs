//! The faces that documents are set in.

use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::Error;

/// Where Debian's package fonts-liberation2 puts its faces.
pub const DEBIAN_FOLDER: &str = "/usr/share/fonts/truetype/liberation2";

/// What Decree 30/2020 asks for first, then the free family of the same widths.
const FAMILIES: [&str; 2] = ["Times New Roman", "Liberation Serif"];
const STYLES: usize = 4;

/// One serif family in regular, bold, italic and bold italic.
pub struct Fonts {
    pub(crate) family: &'static str,
    pub(crate) faces: Vec<Font>,
    pub(crate) book: LazyHash<FontBook>,
}

impl Fonts {
    /// Loads the first known family that a folder (`None`: [`DEBIAN_FOLDER`]) holds in all four styles.
    ///
    /// # Errors
    /// [`Error::FontsMissing`] when there is none.
    pub fn load(folder: Option<&Path>) -> Result<Self, Error> {
        let folder = folder.unwrap_or(Path::new(DEBIAN_FOLDER));
        let missing = || Error::FontsMissing(folder.to_owned());
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder).map_err(|_| missing())?.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        files
            .retain(|file| file.extension().is_some_and(|kind| ["ttf", "otf", "ttc"].iter().any(|known| kind.eq_ignore_ascii_case(known))));
        files.sort();
        let faces: Vec<Font> =
            files.iter().filter_map(|file| std::fs::read(file).ok()).flat_map(|bytes| Font::iter(Bytes::new(bytes))).collect();
        for family in FAMILIES {
            let faces: Vec<Font> = faces.iter().filter(|face| face.info().family == family).cloned().collect();
            if faces.len() >= STYLES {
                let book = LazyHash::new(FontBook::from_fonts(&faces));
                return Ok(Self { family, faces, book });
            }
        }
        Err(missing())
    }

    /// Whether every style has a picture of the character.
    pub(crate) fn covers(&self, character: char) -> bool {
        self.faces.iter().all(|face| face.info().coverage.contains(character.into()))
    }
}
