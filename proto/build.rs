//! Generates the Rust of every `.proto` file below this folder; needs no system `protoc`.

use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    println!("cargo::rerun-if-changed={}", root.join("congtam").display());
    let mut files = Vec::new();
    collect(&root.join("congtam"), &mut files)?;
    files.sort();
    let mut compiler = protox::Compiler::new([&root])?;
    compiler.include_imports(true).include_source_info(true).open_files(&files)?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("descriptor.bin"), compiler.encode_file_descriptor_set())?;
    std::fs::write(out.join("asked.rs"), asked(&compiler.file_descriptor_set()))?;
    let mut config = prost_build::Config::new();
    config.enable_type_names();
    config.btree_map(["."]);
    tonic_prost_build::configure().codec_path("crate::codec::Checked").compile_fds_with_config(compiler.file_descriptor_set(), config)?;
    Ok(())
}

/// `Asked` of every request of ours.
fn asked(files: &prost_types::FileDescriptorSet) -> String {
    let mut code = String::new();
    for file in files.file.iter().filter(|file| file.package().starts_with("congtam.")) {
        let module = file.package().trim_start_matches("congtam.").replace('.', "::");
        for message in file.message_type.iter().filter(|message| message.name().ends_with("Request")) {
            let has_id = message.field.iter().any(|field| field.name() == "request_id");
            let id = if has_id { "Some(&self.request_id)" } else { "None" };
            let name = message.name();
            code.push_str(&format!("impl Asked for {module}::{name} {{ fn request_id(&self) -> Option<&str> {{ {id} }} }}\n"));
        }
    }
    code
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    Ok(())
}
