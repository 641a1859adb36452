//! `congtam init`: an empty installation gets its schema and the secret with which its first administrator comes in.

use chrono::{DateTime, Utc};
use identity::FirstRun;
use kernel::{Clock, date};
use runtime::clock::SystemClock;
use std::io::{self, Write};

use crate::migrate;

/// Options of `congtam init`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The databases are at the newest schema already.
    #[arg(long)]
    no_migrate: bool,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    if !arguments.no_migrate {
        migrate::run(migrate::Arguments::default()).await?;
    }
    let config: identity::Config = runtime::config::load(identity::NAME)?.config;
    if let Some(first_run) = first_run(&config.runtime).await? {
        return Ok(write!(io::stdout(), "{}", told(&config.portal_url, &first_run))?);
    }
    let alone = let_administrators_enrol(&config.runtime).await?;
    let until = alone.ok_or_else(|| {
        anyhow::anyhow!("hệ thống đã có tài khoản nên không khởi tạo lại / somebody has an account: the installation is not empty")
    })?;
    let until = date::vi_moment(until);
    writeln!(
        io::stdout(),
        "Chưa quản trị viên nào có xác thực hai lớp: đến {until} họ tự cài được khi đăng nhập.\n\
         No administrator has a second factor: until then each may set up their own."
    )?;
    Ok(())
}

async fn let_administrators_enrol(config: &runtime::Config) -> anyhow::Result<Option<DateTime<Utc>>> {
    let db = runtime::open_database(identity::NAME, config).await?;
    let until = identity::let_administrators_enrol(&db, SystemClock::new(config.clock_offset_file.clone()).now()).await;
    db.close().await?;
    Ok(until?)
}

/// Makes the secret of the first run; `None` when the installation is not empty.
///
/// # Errors
/// When the database of identity cannot be reached, or is not at the newest schema.
pub async fn first_run(config: &runtime::Config) -> anyhow::Result<Option<FirstRun>> {
    let db = runtime::open_database(identity::NAME, config).await?;
    let first_run = identity::begin_first_run(&db, SystemClock::new(config.clock_offset_file.clone()).now()).await;
    db.close().await?;
    Ok(first_run?)
}

/// What the operator passes on to the first administrator.
pub(crate) fn told(portal_url: &str, first_run: &FirstRun) -> String {
    let FirstRun { secret, expires_at } = first_run;
    let until = date::vi_moment(*expires_at);
    format!(
        "Trang khởi tạo / first-run page:   {portal_url}/khoi-tao\n\
         Mã khởi tạo / one-time secret:     {secret}\n\
         Dùng được một lần, đến {until}. Chạy lại lệnh này để có mã khác (mã cũ hết hiệu lực).\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_is_told_where_and_with_what_to_begin() {
        let first_run = FirstRun { secret: "ABCD-EFGH".to_owned(), expires_at: "2026-03-02T01:00:00Z".parse().unwrap() };
        let told = told("https://cong-tam.quangtri.gov.vn", &first_run);
        for part in ["https://cong-tam.quangtri.gov.vn/khoi-tao\n", "ABCD-EFGH\n", "02/03/2026"] {
            assert!(told.contains(part), "{told}");
        }
    }
}
