//! Pictures: decoded whole, within bounds.

use std::io::Cursor;

use image::{ImageError, ImageFormat, ImageReader, Limits};

use crate::Problem;

/// Pixels of a side; a scan of A3 at 600 dpi has ten thousand.
pub(crate) const LONGEST: u32 = 12_000;
/// Bytes that a decoded picture may take.
const MOST_BYTES: u64 = 512 << 20;
/// Length, type and checksum of a chunk of PNG.
const AROUND_A_CHUNK: usize = 12;

pub(crate) fn check(content: &[u8], format: ImageFormat) -> Result<(), Problem> {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MOST_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    reader.limits(limits);
    match reader.decode() {
        Ok(_) => Ok(()),
        Err(ImageError::Limits(_)) => Err(Problem::PictureTooLarge),
        Err(
            ImageError::Decoding(_)
            | ImageError::Encoding(_)
            | ImageError::Parameter(_)
            | ImageError::Unsupported(_)
            | ImageError::IoError(_),
        ) => Err(Problem::Broken),
    }
}

/// A PNG ends with its last chunk: what stands behind it is another file in disguise.
pub(crate) fn check_png(content: &[u8]) -> Result<(), Problem> {
    check(content, ImageFormat::Png)?;
    let mut rest = content.get(8..).ok_or(Problem::Broken)?;
    loop {
        let (length, kind) = (rest.get(..4), rest.get(4..8));
        let (Some(length), Some(kind)) = (length, kind) else { return Err(Problem::Broken) };
        let length = length.iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
        let last = kind == b"IEND";
        rest = rest.get(length.saturating_add(AROUND_A_CHUNK)..).ok_or(Problem::Broken)?;
        if last {
            return if rest.is_empty() { Ok(()) } else { Err(Problem::Broken) };
        }
    }
}
