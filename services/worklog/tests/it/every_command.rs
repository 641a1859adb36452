//! Every command of work lists and logs: in its place it acts once, however often it comes; out of its place it is refused, or
//! finds nothing to do, and leaves no trace.

use prost::Message;
use proto::worklog::v1 as api;
use rpc::Problem;
use testkit::{Asked, Outcome, Proof, commands_of};

use crate::app::{AN, App, BINH, HEAD, answer, day, entry, moved, request_id, uuid};

/// The week whose log is followed.
const WEEK: &str = "2019-06-03";

/// Commands, who gives them, and at which stops they would change something: those about lists at stops of the list, those about
/// handovers at stops of the handover, the others at stops of the log. Who takes over confirms in `handovers.rs`.
const COMMANDS: [(&str, u128, &[&str]); 16] = [
    ("SubmitWorkList", AN, &["LIST_NONE", "LIST_RETURNED", "LIST_APPROVED"]),
    ("ApproveWorkList", HEAD, &["LIST_SUBMITTED"]),
    ("ReturnWorkList", HEAD, &["LIST_SUBMITTED"]),
    ("SaveLog", AN, &["NONE", "DRAFT", "RETURNED"]),
    ("SubmitLog", AN, &["NONE", "DRAFT", "RETURNED"]),
    ("ImportLogs", AN, &["NONE", "DRAFT", "RETURNED"]),
    ("AttachFile", AN, &["DRAFT", "RETURNED"]),
    ("RemoveAttachment", AN, &["DRAFT", "RETURNED"]),
    ("DecideDelay", HEAD, &["SUBMITTED", "CORRECTED"]),
    ("ReturnLog", HEAD, &["SUBMITTED", "CORRECTED"]),
    ("ApproveLogs", HEAD, &["CORRECTED"]),
    ("CorrectLog", AN, &["APPROVED"]),
    ("RemindLate", HEAD, &["NONE", "DRAFT"]),
    ("NameReceiver", HEAD, &["HANDOVER_OPEN"]),
    ("ConfirmHandover", AN, &["HANDOVER_OPEN"]),
    ("ReturnHandover", BINH, &["HANDOVER_GIVEN"]),
];

/// What a command is about, and what is said in it.
#[derive(Clone)]
struct Target {
    person: u128,
    list: String,
    log: String,
    handover: String,
    week: &'static str,
    version: i64,
    digest: String,
    confirmed: bool,
    words: &'static str,
}

/// Gives a command; its answer, or the reason of its refusal.
async fn give(app: &App, by: u128, name: &str, request_id: String, target: &Target) -> Outcome {
    macro_rules! call {
        ($method:ident, $message:expr) => {
            match app.client().$method(app.by(by, $message)).await {
                Ok(answer) => Ok(answer.into_inner().encode_to_vec()),
                Err(status) => Err(Problem::from(&status).reason),
            }
        };
    }
    let Target {
        person,
        list: work_list_id,
        log: log_id,
        handover: handover_id,
        week,
        version: expected_version,
        digest,
        confirmed,
        words,
    } = target.clone();
    let (reason, entry_index) = (words.to_owned(), 0);
    let delayed = api::LogEntry { outcome: api::Outcome::Late.into(), delay_reason: "Mưa lũ chia cắt".to_owned(), ..entry(words) };
    let (cadence, starts_on, entries) = (api::Cadence::Week.into(), Some(day(week)), vec![delayed]);
    let file = testkit::pdf(words);
    match name {
        "SubmitWorkList" => {
            let items = vec![api::WorkItem { content: reason, quantity: 1, ..Default::default() }];
            call!(submit_work_list, api::SubmitWorkListRequest { request_id, year: 2019, items })
        }
        "ApproveWorkList" => call!(approve_work_list, api::ApproveWorkListRequest { request_id, work_list_id }),
        "ReturnWorkList" => call!(return_work_list, api::ReturnWorkListRequest { request_id, work_list_id, reason }),
        "SaveLog" => {
            let message = api::SaveLogRequest { request_id, cadence, starts_on, entries, expected_version, field_work: false };
            call!(save_log, message)
        }
        "SubmitLog" => {
            let message = api::SubmitLogRequest { request_id, cadence, starts_on, entries, expected_version, field_work: false };
            call!(submit_log, message)
        }
        "ImportLogs" => call!(import_logs, api::ImportLogsRequest { request_id, content: workbook(week, words), dry_run: false }),
        "AttachFile" => {
            let name = "tep.pdf".to_owned();
            call!(attach_file, api::AttachFileRequest { request_id, log_id, entry_index, expected_version, name, content: file })
        }
        "RemoveAttachment" => {
            call!(remove_attachment, api::RemoveAttachmentRequest { request_id, log_id, entry_index, expected_version, digest })
        }
        "DecideDelay" => {
            call!(decide_delay, api::DecideDelayRequest { request_id, log_id, entry_index, confirmed, answer: reason })
        }
        "ReturnLog" => call!(return_log, api::ReturnLogRequest { request_id, log_id, reason }),
        "ApproveLogs" => call!(approve_logs, api::ApproveLogsRequest { request_id, log_ids: vec![log_id], each_by_itself: false }),
        "CorrectLog" => call!(correct_log, api::CorrectLogRequest { request_id, log_id, entries, reason }),
        "RemindLate" => call!(remind_late, api::RemindLateRequest { request_id, person_ids: vec![uuid(person).to_string()] }),
        "NameReceiver" => {
            call!(name_receiver, api::NameReceiverRequest { request_id, handover_id, receiver_id: uuid(BINH).to_string() })
        }
        "ConfirmHandover" => {
            call!(confirm_handover, api::ConfirmHandoverRequest { request_id, handover_id, notes: Vec::new(), remark: reason })
        }
        "ReturnHandover" => call!(return_handover, api::ReturnHandoverRequest { request_id, handover_id, reason }),
        other => panic!("{other} is given by nobody here"),
    }
}

fn workbook(week: &str, content: &str) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let first = chrono::NaiveDate::parse_from_str(week, "%Y-%m-%d").unwrap().format("%d/%m/%Y").to_string();
    let rows = [worklog_domain::COLUMNS, ["Tuần", &first, content, "", "", "", "", "Đúng tiến độ", "", ""]];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    // The same bytes each time, whatever the clock says.
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&rust_xlsxwriter::ExcelDateTime::default()));
    workbook.save_to_buffer().unwrap()
}

/// What a command or a stop is about.
fn way_of(name: &str) -> &'static str {
    match name {
        "NameReceiver" | "ConfirmHandover" | "ReturnHandover" => "handover",
        name if name.starts_with("HANDOVER_") => "handover",
        name if name.ends_with("WorkList") || name.starts_with("LIST_") => "list",
        _ => "log",
    }
}

struct Work {
    app: App,
    log: String,
    proof: Proof,
}

impl Work {
    /// What there is now, of the newest edition of the week.
    async fn about(&self, words: &'static str) -> Target {
        let get = api::GetWorkListRequest { person_id: String::new(), year: 2019, reason: String::new() };
        let list = answer(self.app.client().get_work_list(self.app.by(AN, get)).await).unwrap().work_list;
        let logs = self.app.logs(AN, AN).await.unwrap();
        let newest = logs.iter().filter(|log| log.starts_on == Some(day(WEEK))).max_by_key(|log| log.edition);
        let file = newest.and_then(|log| log.entries[0].attachments.first());
        let unknown = uuid(999).to_string();
        let handovers = answer(self.app.client().list_handovers(self.app.by(AN, api::ListHandoversRequest::default())).await).unwrap();
        Target {
            person: AN,
            list: list.map_or(unknown.clone(), |list| list.work_list_id),
            log: if self.log.is_empty() { unknown.clone() } else { self.log.clone() },
            handover: handovers.handovers.first().map_or(unknown.clone(), |one| one.handover_id.clone()),
            week: WEEK,
            version: newest.map_or(0, |log| log.version),
            digest: file.map(|file| file.digest.clone()).unwrap_or_default(),
            confirmed: false,
            words,
        }
    }

    async fn prove(&mut self, name: &'static str) {
        let target = Target { confirmed: true, ..self.about("Đã xem kỹ").await };
        self.prove_of(name, target).await;
    }

    async fn prove_of(&mut self, name: &'static str, target: Target) {
        let by = COMMANDS.iter().find(|(known, ..)| *known == name).unwrap().1;
        let unknown = uuid(998).to_string();
        let another = Target {
            person: 998,
            list: unknown.clone(),
            log: unknown.clone(),
            handover: unknown,
            week: "2019-05-06",
            words: "Việc khác hẳn",
            ..target.clone()
        };
        let app = &self.app;
        let give =
            async |Asked { request_id, otherwise }| give(app, by, name, request_id, if otherwise { &another } else { &target }).await;
        self.proof.in_place(name, async || app.traces().await, give).await;
    }

    async fn stop(&mut self, stop: &'static str) {
        for (name, by, at) in COMMANDS.into_iter().filter(|(name, ..)| way_of(name) == way_of(stop)) {
            if at.contains(&stop) {
                self.proof.not_given(name, stop);
                continue;
            }
            let target = self.about("Nói khác đi rồi").await;
            let app = &self.app;
            let give = async |asked: Asked| give(app, by, name, asked.request_id, &target).await;
            self.proof.out_of_place(name, stop, async || app.traces().await, give).await;
        }
    }

    /// A command that was proved elsewhere.
    async fn does(&self, name: &str) {
        let by = COMMANDS.iter().find(|(known, ..)| *known == name).unwrap().1;
        give(&self.app, by, name, request_id(), &self.about("Đã xem kỹ").await).await.unwrap();
    }

    async fn play_list(&mut self) {
        self.stop("LIST_NONE").await;
        self.prove("SubmitWorkList").await;
        self.stop("LIST_SUBMITTED").await;
        self.prove("ReturnWorkList").await;
        self.stop("LIST_RETURNED").await;
        self.does("SubmitWorkList").await;
        self.prove("ApproveWorkList").await;
        self.stop("LIST_APPROVED").await;
    }

    async fn play_log(&mut self) {
        self.stop("NONE").await;
        self.prove("RemindLate").await;
        self.prove_of("ImportLogs", Target { week: "2019-05-27", ..self.about("Đã xem kỹ").await }).await;
        self.prove("SaveLog").await;
        let logs = self.app.logs(AN, AN).await.unwrap();
        self.log = logs.into_iter().find(|log| log.starts_on == Some(day(WEEK))).unwrap().log_id;
        self.stop("DRAFT").await;
        self.prove("AttachFile").await;
        self.prove("RemoveAttachment").await;
        self.does("AttachFile").await;
        self.prove("SubmitLog").await;
        self.stop("SUBMITTED").await;
        self.prove("DecideDelay").await;
        self.prove("ReturnLog").await;
        self.stop("RETURNED").await;
        self.does("SubmitLog").await;
        self.prove("ApproveLogs").await;
        self.stop("APPROVED").await;
        let correction = Target { words: "Ghi lại cho đúng", ..self.about("").await };
        self.prove_of("CorrectLog", correction).await;
        self.stop("CORRECTED").await;
    }
}

impl Work {
    async fn play_handover(&mut self) {
        self.stop("HANDOVER_NONE").await;
        self.app.hear(vec![moved(AN, 2)]).await;
        self.stop("HANDOVER_OPEN").await;
        self.prove("NameReceiver").await;
        self.prove("ConfirmHandover").await;
        self.stop("HANDOVER_GIVEN").await;
        self.prove("ReturnHandover").await;
        let again = self.about("Đã bổ sung").await;
        give(&self.app, AN, "ConfirmHandover", request_id(), &again).await.unwrap();
        let target = self.about("Đã nhận đủ").await;
        give(&self.app, BINH, "ConfirmHandover", request_id(), &target).await.unwrap();
        self.stop("HANDOVER_DONE").await;
    }
}

#[tokio::test]
async fn every_command_acts_once_in_its_place_and_leaves_no_trace_elsewhere() {
    let mut work = Work { app: App::start().await, log: String::new(), proof: Proof::default() };
    work.play_list().await;
    work.play_log().await;
    work.play_handover().await;
    assert_eq!(*work.proof.proven(), commands_of("congtam.worklog.v1"), "a command of the contract has no proof here");
    insta::assert_snapshot!(work.proof.table());
}
