//! Staff lists of any size.

use std::time::{Duration, Instant};

use proto::identity::v1 as api;
use testkit::{Growth, sizes};

use crate::app::{ADMIN, App, list, request_id};

/// People of one division.
const DIVISION: usize = 30;

/// The list of a hospital: leaders, and divisions with a head and those who work there.
fn hospital(people: usize) -> Vec<u8> {
    let code = |division: usize| format!("H50.90-{division}");
    let names: Vec<_> = (0..people.div_ceil(DIVISION)).map(|division| (code(division), format!("Khoa số {division}"))).collect();
    let mut units = vec![["H50.90", "Bệnh viện Đa khoa tỉnh", "BVĐK", "Đơn vị sự nghiệp cấp tỉnh", "H50", "", ""]];
    units.extend(names.iter().map(|(code, name)| [code, name, "", "Phòng, ban, bộ phận", "H50.90", "", ""]));
    let people: Vec<_> =
        (0..people).map(|at| (format!("Nguyễn Văn {at:05}"), format!("p{at:05}@quangtri.gov.vn"), code(at / DIVISION))).collect();
    let line = |(at, (name, email, unit)): (usize, &(String, String, String))| {
        let (unit, title) = match (at, at % DIVISION) {
            (0, _) => ("H50.90".to_owned(), "Giám đốc"),
            (_, 1) => (unit.clone(), "Trưởng khoa"),
            (_, _) => (unit.clone(), "Bác sĩ"),
        };
        (name.clone(), email.clone(), unit, title)
    };
    let lines: Vec<_> = people.iter().enumerate().map(line).collect();
    let lines: Vec<_> = lines.iter().map(|(name, email, unit, title)| (&**name, &**email, &**unit, *title, "Viên chức", "", "")).collect();
    list(&units, &lines)
}

/// As one who does not wait: the same request until its answer is there.
async fn imported(app: &App, list: Vec<u8>, dry_run: bool) -> (api::ImportWorkbookResponse, Duration) {
    let begun = Instant::now();
    let workbook = Some(proto::common::v1::File { name: "ds.xlsx".to_owned(), content: list, ..Default::default() });
    let message = api::ImportWorkbookRequest { request_id: request_id(), workbook, dry_run };
    let asked = async || app.directory().import_workbook(app.by(ADMIN, message.clone()).await).await;
    (rpc::retrying(asked).await.unwrap(), begun.elapsed())
}

/// How long a list takes, by size. Told, not judged: `tests/load/agency` asks about more people than this.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_measured_by_the_size_of_the_agency() {
    let mut growth = Growth::of(["list looked at", "list imported", "the same again"]);
    for people in sizes("AGENCY_SIZES", "30 60") {
        let app = App::start().await;
        let (seen, looked_at) = imported(&app, hospital(people), true).await;
        let (first, took) = imported(&app, hospital(people), false).await;
        let (second, again) = imported(&app, hospital(people), false).await;
        assert_eq!(first.problems, []);
        let all = i32::try_from(people).unwrap();
        assert_eq!((seen.people_imported, first.people_imported, second.people_imported), (all, all, 0));
        growth.measured(people, [looked_at, took, again]);
    }
}
