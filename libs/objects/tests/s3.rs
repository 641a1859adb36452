//! Objects in a bucket of a real S3 server.
#![allow(missing_docs)]

use bytes::Bytes;
use dev_infra::S3;
use objects::{Config, Error, Objects};

fn config(server: &S3, url: &str) -> Config {
    Config {
        url: url.to_owned(),
        endpoint: server.endpoint().to_owned(),
        access_key: S3::ACCESS_KEY.to_owned().into(),
        secret_key: server.secret_key().to_owned().into(),
        ..Config::default()
    }
}

#[tokio::test]
async fn what_one_replica_puts_into_a_bucket_another_one_gets_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let server = S3::start(folder.path()).await.unwrap();
    let [one, other] = [(); 2].map(|()| Objects::open(&config(&server, "s3://giay-to/evaluation")).unwrap());
    one.put("2019/a-1.pdf", Bytes::from_static(b"one")).await.unwrap();
    one.put("2019/a-1.pdf", Bytes::from_static(b"two")).await.unwrap();
    assert_eq!(other.get("2019/a-1.pdf").await.unwrap(), "two");
    let large = Bytes::from(vec![7; 12 << 20]);
    one.put("2019/large", large.clone()).await.unwrap();
    assert_eq!(other.get("2019/large").await.unwrap(), large);

    let neighbour = Objects::open(&config(&server, "s3://giay-to/worklog")).unwrap();
    assert!(matches!(neighbour.get("2019/a-1.pdf").await, Err(Error::NotFound(_))), "each service has its own prefix");
    let stranger = Config { secret_key: "another".to_owned().into(), ..config(&server, "s3://giay-to/evaluation") };
    assert!(matches!(Objects::open(&stranger).unwrap().get("2019/a-1.pdf").await, Err(Error::Broken(_))), "who has no key");

    let away = Config { endpoint: "http://127.0.0.1:9".to_owned(), ..config(&server, "s3://giay-to/evaluation") };
    let put = Objects::open(&away).unwrap().put("2019/b", Bytes::from_static(b"x")).await;
    assert!(matches!(put, Err(Error::Broken(_) | Error::TooSlow)), "an error, not a wait without end");

    one.delete("2019/a-1.pdf").await.unwrap();
    one.delete("2019/a-1.pdf").await.unwrap();
    assert!(matches!(other.get("2019/a-1.pdf").await, Err(Error::NotFound(_))));
}

#[test]
fn settings_that_make_no_sense_are_told() {
    let told = |config: Config| config.check().unwrap_err().to_string();
    let bucket = |endpoint: &str| Config {
        url: "s3://giay-to".to_owned(),
        endpoint: endpoint.to_owned(),
        access_key: "k".to_owned().into(),
        secret_key: "s".to_owned().into(),
        ..Config::default()
    };
    assert_eq!(told(Config::at("s3://giay-to")), "endpoint is not set");
    assert_eq!(told(Config { secret_key: String::new().into(), ..bucket("https://s3") }), "secret_key is not set");
    assert_eq!(told(bucket("s3.local:9000")), "the S3 server is at http:// or https://, not at «s3.local:9000»");
    for url in ["", "s3://", "s3:///a", "gs://bucket"] {
        assert!(told(Config::at(url)).contains("cannot be kept"), "{url}");
    }
    assert!(bucket("https://s3.quangtri.gov.vn").check().is_ok() && Config::at("data/objects").check().is_ok());
    let missing = Config { ca_file: "/nowhere/ca.pem".into(), ..bucket("https://s3") };
    assert!(told(missing).contains("No such file"));
}
