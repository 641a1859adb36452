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
    std::fs::write(out.join("requests.rs"), requests(&compiler.file_descriptor_set()))?;
    let mut config = prost_build::Config::new();
    config.enable_type_names();
    config.btree_map(["."]);
    tonic_prost_build::configure().codec_path("crate::codec::Checked").compile_fds_with_config(compiler.file_descriptor_set(), config)?;
    Ok(())
}

/// `Method` of every request of ours.
fn requests(files: &prost_types::FileDescriptorSet) -> String {
    let mut code = String::new();
    for file in files.file.iter().filter(|file| file.package().starts_with("congtam.")) {
        let has_id = |name: &str| {
            let message = file.message_type.iter().find(|message| message.name() == name);
            message.is_some_and(|message| message.field.iter().any(|field| field.name() == "request_id"))
        };
        let module = file.package().trim_start_matches("congtam.").replace('.', "::");
        let service_name = module.trim_end_matches("::v1");
        for (service, method) in file.service.iter().flat_map(|service| service.method.iter().map(move |method| (service, method))) {
            let local = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
            let (request, response) = (local(method.input_type()), local(method.output_type()));
            let id = if has_id(&request) { "Some(&self.request_id)" } else { "None" };
            code.push_str(&format!(
                "impl Method for {module}::{request} {{\n    const SERVICE: &'static str = {service_name:?};\n    const PATH: &'static str = \"/{}.{}/{}\";\n    type Response = {module}::{response};\n    fn request_id(&self) -> Option<&str> {{ {id} }}\n}}\n",
                file.package(), service.name(), method.name(),
            ));
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
