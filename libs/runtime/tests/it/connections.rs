//! Connections that say half of something, and more connections than there is room for.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use runtime::{Patience, Service};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::{CancellationToken, DropGuard};

/// Pages that answer, and one that reads what is sent. They end with the guard.
async fn pages(most: usize, patience: Patience) -> (std::net::SocketAddr, DropGuard) {
    let router = Router::new().route("/", get(async || "có")).route("/gui", post(async |_: Bytes| "đã đọc"));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let service = Service::http("pages", router).most_connections(most).patience(patience);
    tokio::spawn(runtime::host(service, listener, stop.clone()));
    (address, stop.drop_guard())
}

async fn says(address: std::net::SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// Everything that comes until the other side hangs up.
async fn heard(mut stream: TcpStream) -> String {
    let mut all = Vec::new();
    // A connection that is cut off may end with a reset.
    let _ = stream.read_to_end(&mut all).await;
    String::from_utf8_lossy(&all).into_owned()
}

/// So short that a test need not wait for it; whoever waits for ever hangs the test.
const SHORT: Patience = Patience { head: Duration::from_millis(50), body: Duration::from_millis(50) };

const WHOLE: &str = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_whole_request_is_answered() {
    let (address, _pages) = pages(10, Patience::default()).await;
    assert!(heard(says(address, WHOLE).await).await.ends_with("có"));
}

#[tokio::test]
async fn a_request_names_one_host() {
    let (address, _pages) = pages(10, Patience::default()).await;
    for hosts in ["", "Host: a\r\nHost: b\r\n"] {
        let told = heard(says(address, &format!("GET / HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n")).await).await;
        assert!(told.starts_with("HTTP/1.1 400"), "{hosts}: {told}");
    }
}

#[tokio::test]
async fn nobody_holds_a_connection_by_half_a_request() {
    let (address, _pages) = pages(10, SHORT).await;
    let whole_then_half = format!("{}GET / HT", WHOLE.replace("Connection: close\r\n", ""));
    for half in ["", "GET", "GET / HTTP/1.1\r\nHost: a\r\n", "PRI * HTTP/2.0\r\n\r\n", &whole_then_half] {
        heard(says(address, half).await).await;
    }
}

#[tokio::test]
async fn a_body_that_never_ends_is_not_waited_for() {
    let (address, _pages) = pages(10, SHORT).await;
    let told = heard(says(address, "POST /gui HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc").await).await;
    assert!(told.starts_with("HTTP/1.1 4") && !told.contains("đã đọc"), "{told}");
}

#[tokio::test]
async fn beyond_the_most_connections_the_next_one_waits_until_there_is_room() {
    let (address, _pages) = pages(1, Patience::default()).await;
    let mut first = says(address, &WHOLE.replace("Connection: close\r\n", "")).await;
    first.read_exact(&mut [0; 8]).await.unwrap();
    let mut second = says(address, WHOLE).await;
    let early = tokio::time::timeout(Duration::from_millis(200), second.read(&mut [0; 8])).await;
    assert!(early.is_err(), "there is no room yet");
    drop(first);
    assert!(heard(second).await.ends_with("có"));
}
