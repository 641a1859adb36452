//! What people send is kept so that a disk alone tells nothing, and given back as it was sent or not at all.

use bytes::Bytes;
use events::Error;
use runtime::files::{look_at, read};
use store::Migrations;
use testkit::{TestApp, pdf};

const MOST: usize = 1 << 20;

fn reason(error: Error) -> &'static str {
    match error {
        Error::Refused(refusal) => refusal.reason,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_file_is_kept_sealed_and_comes_back_as_it_was_sent() {
    let app = TestApp::new("files", Migrations(Vec::new()), "2019-12-01T08:00:00+07:00").await;
    let sent = pdf("Giấy xác nhận");
    let upload = look_at(&app.ctx, "logs/1", "content", "../giấy/tờ.pdf", sent.clone(), MOST).await.unwrap();
    assert_eq!((upload.name.as_str(), upload.content_type), ("..giấytờ.pdf", "application/pdf"));
    upload.keep(&app.ctx).await.unwrap();
    assert_eq!(read(&app.ctx, &upload.key, &upload.digest).await.unwrap(), sent);
    let on_disk = std::fs::read(app.folder.path().join(&upload.key)).unwrap();
    assert!(!on_disk.windows(4).any(|bytes| bytes == b"%PDF"), "it is sealed");

    // Another sealed file in its place, one byte less, or a plain file, is not what was sent.
    let other = look_at(&app.ctx, "logs/2", "content", "x.pdf", pdf("Khác"), MOST).await.unwrap();
    other.keep(&app.ctx).await.unwrap();
    let elsewhere = app.ctx.objects.get(&other.key).await.unwrap();
    for changed in [elsewhere, Bytes::from(on_disk[..on_disk.len() - 1].to_vec()), Bytes::from(pdf("Giả"))] {
        app.ctx.objects.put(&upload.key, changed).await.unwrap();
        assert_eq!(reason(read(&app.ctx, &upload.key, &upload.digest).await.unwrap_err()), "FILE_NOT_INTACT");
    }
    // What was kept before files were sealed is still read.
    app.ctx.objects.put(&upload.key, Bytes::from(sent.clone())).await.unwrap();
    assert_eq!(read(&app.ctx, &upload.key, &upload.digest).await.unwrap(), sent);
}
