//! The private servers against the real programs.

use std::fs;
use std::path::Path;
use std::process::Command;

use dev_infra::{Admin, Durability, Postgres, Servers};
use sqlx::{Connection, PgConnection};

async fn databases(admin: &Admin) -> Vec<String> {
    let mut connection = PgConnection::connect(&admin.admin_url).await.unwrap();
    sqlx::query_scalar("SELECT datname::text FROM pg_database WHERE NOT datistemplate ORDER BY 1").fetch_all(&mut connection).await.unwrap()
}

/// Ids of the processes whose command line names the folder.
fn processes_of(folder: &Path) -> Vec<String> {
    let names = |pid: &str| {
        let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&command).contains(folder.to_str().unwrap())
    };
    let entries = fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().into_string().ok());
    entries.filter(|name| name.starts_with(|c: char| c.is_ascii_digit()) && names(name)).collect()
}

#[tokio::test]
async fn data_survives_a_stop_a_kill_and_nothing_runs_after_a_drop() {
    let folder = tempfile::tempdir().unwrap();
    let servers = Servers::start(folder.path(), Durability::Safe).await.unwrap();
    servers.postgres.create_database("kept").await.unwrap();
    assert!(!servers.postgres.ended());
    servers.postgres.kill().unwrap();
    assert!(servers.postgres.ended());
    servers.postgres.restart().await.unwrap();
    assert!(!servers.postgres.ended());
    servers.nats.forget().await.unwrap();
    servers.redis.kill().unwrap();
    servers.redis.restart().await.unwrap();
    servers.stop().await;
    assert_eq!(processes_of(folder.path()), Vec::<String>::new());

    let servers = Servers::start(folder.path(), Durability::Safe).await.unwrap();
    assert_eq!(databases(&servers.postgres).await, ["kept", "postgres"]);
    servers.stop().await;
}

#[tokio::test]
async fn one_folder_serves_one_process_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = Servers::start(folder.path(), Durability::Fast).await.unwrap();
    let refusal = Servers::start(folder.path(), Durability::Fast).await.err().unwrap().to_string();
    assert!(refusal.contains("đang được một tiến trình congtam khác sử dụng"), "{refusal}");
    first.stop().await;
}

#[tokio::test]
async fn a_database_is_copied_from_a_template_and_dropped_under_open_connections() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Postgres::start(folder.path(), Durability::Fast).await.unwrap();
    postgres.create_database("template_a").await.unwrap();
    let mut connection = PgConnection::connect(&postgres.url("template_a")).await.unwrap();
    sqlx::raw_sql("CREATE TABLE t (n int); INSERT INTO t VALUES (7)").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();

    postgres.create_database_from("copy_1", "template_a").await.unwrap();
    let mut copy = PgConnection::connect(&postgres.url("copy_1")).await.unwrap();
    assert_eq!(sqlx::query_scalar::<_, i32>("SELECT n FROM t").fetch_one(&mut copy).await.unwrap(), 7);
    postgres.drop_database("copy_1").await.unwrap();
    assert_eq!(databases(&postgres).await, ["postgres", "template_a"]);
}

#[tokio::test]
async fn a_wrong_password_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let servers = Servers::start(folder.path(), Durability::Fast).await.unwrap();
    let password = fs::read_to_string(folder.path().join("postgres.password")).unwrap();
    assert!(PgConnection::connect(&servers.postgres.admin_url.replace(&password, "wrong")).await.is_err());
    let redis_password = fs::read_to_string(folder.path().join("redis.password")).unwrap();
    let stranger = redis::Client::open(servers.redis_url.replace(&redis_password, "wrong")).unwrap();
    assert!(stranger.get_multiplexed_async_connection().await.is_err());
    servers.stop().await;
}

/// Runs itself as a child that starts PostgreSQL and is killed.
#[tokio::test]
async fn the_servers_end_and_the_folder_goes_when_the_process_is_killed() {
    if let Some(folder) = std::env::var_os("DEV_INFRA_CHILD") {
        let postgres = Postgres::start(&folder, Durability::Fast).await.unwrap();
        dev_infra::remove_at_exit(Path::new(&folder)).unwrap();
        fs::write(Path::new(&folder).join("ready"), &postgres.admin_url).unwrap();
        return std::future::pending().await;
    }
    let folder = tempfile::tempdir().unwrap().keep();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_servers_end_and_the_folder_goes_when_the_process_is_killed"])
        .env("DEV_INFRA_CHILD", &folder)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let within = |seconds: u64, what: &dyn Fn() -> bool| {
        let started = std::time::Instant::now();
        while !what() {
            assert!(started.elapsed().as_secs() < seconds, "not within {seconds} s");
            std::thread::yield_now();
        }
    };
    within(60, &|| folder.join("ready").exists());
    assert!(!processes_of(&folder).is_empty());
    child.kill().unwrap();
    child.wait().unwrap();
    within(30, &|| processes_of(&folder).is_empty() && !folder.exists());
}
