use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use kernel::RefusalKind;
use lopdf::{Dictionary, Document, Object, Stream};
use testkit::{pdf, pdf_of};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

const MOST: usize = 3 << 20;

async fn admitted(content: impl Into<Bytes>) -> Result<Kind, &'static str> {
    Gate::default().admit("file", &content.into(), MOST).await.map_err(|refusal| refusal.reason)
}

/// A document with one more entry in its catalog, and two more objects: 4 and 5.
fn with(entry: &str, fourth: &str, fifth: &str) -> Vec<u8> {
    pdf_of(&[
        &format!("<< /Type /Catalog /Pages 2 0 R {entry} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        fourth,
        fifth,
    ])
}

fn picture(width: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(width, 4).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn what_people_send_is_taken() {
    assert_eq!(admitted(pdf("Giấy xác nhận")).await, Ok(Kind::Pdf));
    assert_eq!(admitted(picture(4, ImageFormat::Png)).await, Ok(Kind::Png));
    assert_eq!(admitted(picture(4, ImageFormat::Jpeg)).await, Ok(Kind::Jpeg));
    for quiet in [
        with("/OpenAction [3 0 R /Fit]", "null", "null"),
        with("/OpenAction 4 0 R", "<< /S /GoTo /D [3 0 R /Fit] >>", "null"),
        with("/Link 4 0 R", "<< /Type /Action /S /URI /URI (https://quangtri.gov.vn) >>", "null"),
    ] {
        assert_eq!(admitted(quiet).await, Ok(Kind::Pdf));
    }
}

#[tokio::test]
async fn the_first_bytes_alone_are_no_file() {
    for broken in [&b"%PDF-1.4<script>alert(1)</script>"[..], b"%PDF-1.4 x", b"\xff\xd8\xff rest", b"\x89PNG\r\n\x1a\n rest"] {
        assert_eq!(admitted(broken.to_vec()).await, Err("FILE_BROKEN"), "{}", String::from_utf8_lossy(broken));
    }
    for other in [&b"<html>"[..], b"PK\x03\x04", b"MZ", b" %PDF-1.4"] {
        assert_eq!(admitted(other.to_vec()).await, Err("FILE_INVALID"));
    }
    assert_eq!(admitted(Vec::new()).await, Err("FILE_INVALID"));
    let mut large = pdf("x");
    large.resize(MOST + 1, b' ');
    assert_eq!(admitted(large).await, Err("FILE_INVALID"));
    let mut two_in_one = picture(4, ImageFormat::Png);
    two_in_one.extend(b"<script>");
    assert_eq!(admitted(two_in_one).await, Err("FILE_BROKEN"));
}

#[tokio::test]
async fn a_document_that_does_something_by_itself_is_not_taken() {
    let script = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>";
    for acting in [
        with("/OpenAction 4 0 R", script, "null"),
        with("/OpenAction << /S /Named /N /Print >>", "null", "null"),
        with("/AA << /WC 4 0 R >>", script, "null"),
        with("/Names << /JavaScript 4 0 R >>", "<< /Names [] >>", "null"),
        with("/X [ << /S /#4aava#53cript >> ]", "null", "null"),
        with("/X 4 0 R", "<< /S /Launch /F (cmd.exe) >>", "null"),
        with("/X 4 0 R", "<< /S /SubmitForm /F (http://evil.example) >>", "null"),
        with("/Names << /EmbeddedFiles 4 0 R >>", "<< /Names [] >>", "null"),
        with("/X 4 0 R", "<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>", "<< /Length 1 >>\nstream\nx\nendstream"),
        with("/AcroForm << /Fields [] /XFA 4 0 R >>", "<< /Length 1 >>\nstream\nx\nendstream", "null"),
        with("/X 4 0 R", "<< /Type /Annot /Subtype /RichMedia >>", "null"),
    ] {
        assert_eq!(admitted(acting.clone()).await, Err("FILE_ACTS"), "{}", String::from_utf8_lossy(&acting));
    }
}

#[tokio::test]
async fn what_acts_is_found_where_no_table_names_it_and_where_it_is_packed() {
    // Behind the end, where another reader's repair would find it.
    let mut behind = pdf("x");
    behind.extend(b"9 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n");
    assert_eq!(admitted(behind).await, Err("FILE_ACTS"));
    // In an object stream, as modern writers pack them.
    let mut document = Document::load_mem(&pdf("x")).unwrap();
    let mut script = Dictionary::new();
    script.set("S", Object::Name(b"JavaScript".to_vec()));
    let script = document.add_object(script);
    let root = document.trailer.get(b"Root").and_then(Object::as_reference).unwrap();
    document.get_dictionary_mut(root).unwrap().set("OpenAction", script);
    let mut packed = Vec::new();
    document.save_modern(&mut packed).unwrap();
    assert!(!packed.windows(10).any(|window| window == b"JavaScript"), "it is packed");
    assert_eq!(admitted(packed).await, Err("FILE_ACTS"));
}

#[tokio::test]
async fn a_locked_document_is_not_taken() {
    let mut locked = String::from_utf8(pdf("x")).unwrap();
    locked = locked.replace("/Root 1 0 R", "/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -4 >>");
    assert_eq!(admitted(locked.into_bytes()).await, Err("FILE_LOCKED"));
}

#[tokio::test]
async fn a_document_or_picture_out_of_all_measure_is_not_taken() {
    let kids = |many: usize| (0..many).map(|_| "3 0 R ").collect::<String>();
    let pages = |many: usize| {
        pdf_of(&[
            "<< /Type /Catalog /Pages 2 0 R >>",
            &format!("<< /Type /Pages /Kids [{}] /Count {many} >>", kids(many)),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        ])
    };
    assert_eq!(admitted(pages(500)).await, Ok(Kind::Pdf));
    assert_eq!(admitted(pages(501)).await, Err("FILE_TOO_LONG"));
    assert_eq!(admitted(picture(12_001, ImageFormat::Png)).await, Err("FILE_PICTURE_TOO_LARGE"));
}

#[tokio::test]
async fn a_document_that_unpacks_without_end_is_not_taken() {
    let quiet = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R >>"];
    let with_packed = |size: usize, filter: &str| {
        let mut packed = Stream::new(Dictionary::new(), [b"9 0 null".to_vec(), vec![b' '; size]].concat());
        packed.compress().unwrap();
        let head = format!("<< /Type /ObjStm /N 1 /First 4 /Filter /{filter} /Length {} >>\nstream\n", packed.content.len());
        let packed = [head.into_bytes(), packed.content, b"\nendstream".to_vec()].concat();
        pdf_of(&quiet.iter().map(|object| object.as_bytes().to_vec()).chain([packed]).collect::<Vec<_>>())
    };
    assert_eq!(admitted(with_packed(1 << 20, "FlateDecode")).await, Ok(Kind::Pdf));
    let bomb = with_packed(80 << 20, "FlateDecode");
    assert!(bomb.len() < MOST, "{} bytes", bomb.len());
    assert_eq!(admitted(bomb).await, Err("FILE_BROKEN"));
    assert_eq!(admitted(with_packed(1 << 20, "Unknown")).await, Err("FILE_BROKEN"), "what we cannot open, others may");
    let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
    let deep = admitted(with("/X 4 0 R", &deep, "null")).await;
    assert!(matches!(deep, Ok(_) | Err("FILE_BROKEN")), "{deep:?}");
}

/// A scanner that speaks the protocol, and finds what has «EICAR» in it.
async fn scanner() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut command = [0; 10];
            stream.read_exact(&mut command).await.unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            let mut content = Vec::new();
            loop {
                let mut chunk = vec![0; stream.read_u32().await.unwrap() as usize];
                if chunk.is_empty() {
                    break;
                }
                stream.read_exact(&mut chunk).await.unwrap();
                content.extend(chunk);
            }
            let has = |what: &[u8]| content.windows(what.len()).any(|window| window == what);
            let answer: &[u8] = match (has(b"EICAR"), has(b"HUGE")) {
                (true, _) => b"stream: Eicar-Test-Signature FOUND\0",
                (_, true) => b"INSTREAM size limit exceeded. ERROR\0",
                _ => b"stream: OK\0",
            };
            stream.write_all(answer).await.unwrap();
        }
    });
    address
}

#[tokio::test]
async fn the_scanner_has_the_last_word() {
    let gate = Gate::new(&Config { clamd: scanner().await, ..Config::default() });
    let asked = async |words: &str| gate.admit("file", &pdf(words).into(), MOST).await.map_err(|refusal| (refusal.reason, refusal.kind));
    assert_eq!(asked("quiet").await, Ok(Kind::Pdf));
    assert_eq!(asked(&"long ".repeat(100_000)).await, Ok(Kind::Pdf), "several chunks");
    assert_eq!(asked("EICAR").await, Err(("FILE_INFECTED", RefusalKind::Invalid)));
    assert_eq!(asked("HUGE").await, Err(("FILE_NOT_SCANNED", RefusalKind::Exhausted)));
    let nobody = Gate::new(&Config { clamd: "127.0.0.1:1".to_owned(), ..Config::default() });
    let refusal = nobody.admit("file", &pdf("quiet").into(), MOST).await.unwrap_err();
    assert_eq!((refusal.reason, refusal.kind), ("FILE_NOT_SCANNED", RefusalKind::Exhausted), "may be tried again");
}
