//! The files of the project.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold nothing written by hand.
const FOREIGN: &[&str] = &["target", ".git", "node_modules", "vendor", "dist", ".congtam", "out"];

/// A file, with its path below the root.
pub struct File {
    pub path: String,
    pub text: String,
}

pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).expect("tests/tidy is two folders below the root").to_owned()
}

/// Every text file below `folder`, a path below the root, whose name ends in one of `endings`.
pub fn files(folder: &str, endings: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    collect(&root().join(folder), endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && !FOREIGN.contains(&name.as_str()) {
            collect(&path, endings, found);
        }
        if kind.is_file()
            && endings.iter().any(|ending| name.ends_with(ending))
            && let Ok(text) = fs::read_to_string(&path)
        {
            let path = path.strip_prefix(root()).expect("it is below the root").to_string_lossy().into_owned();
            found.push(File { path, text });
        }
    }
}

impl File {
    /// True for tests, whole files of them.
    pub fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.contains("/tests/")
            || self.path.ends_with("/tests.rs")
            || self.path.contains("/samples")
    }

    /// What runs: without the tests at the end of the file.
    pub fn running(&self) -> &str {
        self.text.find("#[cfg(test)]\nmod ").map_or(&self.text, |tests| &self.text[..tests])
    }

    /// The lines that hold `word` as a word of the code, comments left out, as `path:line`.
    pub fn places(&self, text: &str, word: &str) -> Vec<String> {
        let holds = |line: &str| {
            line.match_indices(word).any(|(at, _)| {
                let part = |c: char| c.is_alphanumeric() || c == '_';
                let before = line[..at].chars().next_back().is_some_and(|c| part(c) && word.starts_with(part));
                let after = line[at + word.len()..].chars().next().is_some_and(|c| part(c) && word.ends_with(part));
                !before && !after
            })
        };
        let code = |line: &str| line.split_once("//").map_or(line, |(code, _)| code).to_owned();
        let lines = text.lines().enumerate().filter(|(_, line)| holds(&code(line)));
        lines.map(|(number, _)| format!("{}:{}  {word}", self.path, number + 1)).collect()
    }
}
