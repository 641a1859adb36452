//! Every refusal of identity: stable reason, Vietnamese message.

use kernel::{Refusal, RefusalKind};

/// No such person, or not for this actor to know.
pub fn person_not_found() -> Refusal {
    Refusal::not_found("người này")
}

/// The same words for an unknown login, a wrong password and an account that cannot be used: nobody learns which.
pub fn sign_in_failed() -> Refusal {
    let message = "Email hoặc mật khẩu không đúng, hoặc tài khoản chưa kích hoạt.";
    Refusal::new(RefusalKind::Unauthenticated, "SIGN_IN_FAILED", message).field("password", message)
}

/// Too many wrong passwords.
pub fn locked(seconds: i64) -> Refusal {
    let message = format!("Sai mật khẩu nhiều lần. Mời thử lại sau {seconds} giây, hoặc liên hệ cán bộ CNTT của đơn vị.");
    Refusal::new(RefusalKind::Exhausted, "ACCOUNT_LOCKED", message)
}

/// More sign-ins at once than the machine can check: nobody looked at the password, and nothing is locked.
pub fn busy() -> Refusal {
    let message =
        "Đang có quá nhiều lượt đăng nhập cùng lúc nên mật khẩu chưa được kiểm tra; tài khoản không bị khóa. Mời thử lại sau ít giây.";
    Refusal::new(RefusalKind::Exhausted, "BUSY", message)
}

/// Too many wrong passwords from one network, whoever typed them.
pub fn network_locked() -> Refusal {
    let message =
        "Từ địa chỉ mạng này đã có quá nhiều lần nhập sai mật khẩu. Mời thử lại sau 15 phút, hoặc liên hệ cán bộ CNTT của đơn vị.";
    Refusal::new(RefusalKind::Exhausted, "NETWORK_LOCKED", message)
}

/// The same thing was asked for too often in a short time.
pub fn asked_too_often() -> Refusal {
    Refusal::new(RefusalKind::Exhausted, "ASKED_TOO_OFTEN", "Yêu cầu này đã được gửi quá nhiều lần. Mời chờ ít phút rồi thử lại.")
}

/// A link to choose another password would go to an address that the login has not had for long.
pub fn renamed_lately(until: &str) -> Refusal {
    let message = format!(
        "Địa chỉ đăng nhập vừa được đổi, nên đến {until} mới gửi được liên kết đặt lại mật khẩu. Nếu không phải do bạn yêu cầu đổi, hãy báo ngay Sở Nội vụ."
    );
    Refusal::precondition("RENAMED_LATELY", message)
}

/// A session that waits for a code, which was wrong.
pub fn code_wrong() -> Refusal {
    Refusal::new(RefusalKind::Unauthenticated, "CODE_WRONG", "Mã xác thực không đúng hoặc đã dùng.")
        .field("code", "Mã xác thực không đúng hoặc đã dùng. Hãy chờ mã mới trong ứng dụng rồi nhập lại.")
}

/// A session that waits for a code gives no tokens.
pub fn code_needed() -> Refusal {
    Refusal::new(RefusalKind::Unauthenticated, "CODE_NEEDED", "Hãy nhập mã xác thực để tiếp tục đăng nhập.")
}

/// A code came before a secret was made.
pub fn second_factor_not_begun() -> Refusal {
    Refusal::precondition("SECOND_FACTOR_NOT_BEGUN", "Chưa có mã bí mật chờ xác nhận. Hãy bắt đầu cài đặt lại.")
}

/// Who must have a second factor sets up the first one with somebody beside them.
pub fn enrolment_unsupervised() -> Refusal {
    const TELL: &str = "Chưa có người xác nhận bạn đang cài. Hãy đọc 6 chữ số ở bước 1 cho cán bộ công nghệ thông tin của cơ quan hoặc quản trị \
                        viên Sở Nội vụ đang ở bên bạn; họ nhập vào mục «Cho cài xác thực hai lớp», rồi bạn bấm lại.";
    Refusal::precondition("ENROLMENT_UNSUPERVISED", TELL)
}

/// Nothing waits that could be allowed.
pub fn enrolment_not_begun() -> Refusal {
    const TELL: &str = "Người này chưa bắt đầu cài. Hãy để họ đăng nhập, bấm «Bắt đầu cài đặt» rồi đọc 6 chữ số cho bạn.";
    Refusal::precondition("ENROLMENT_NOT_BEGUN", TELL)
}

/// Another secret waits than the one that the person has before them.
pub fn pairing_wrong() -> Refusal {
    const TELL: &str = "Không khớp với lần cài đang chờ. Hãy nhìn 6 chữ số trên màn hình của người đó; nếu đúng mà vẫn không khớp, có người khác \
                        đang cài: hãy đổi mật khẩu rồi làm lại.";
    Refusal::invalid("PAIRING_WRONG", "pairing_code", TELL)
}

/// There is a second factor already.
pub fn second_factor_known() -> Refusal {
    const TELL: &str = "Người này đã có xác thực hai lớp. Nếu họ mất điện thoại và hết mã dự phòng, hãy bỏ xác thực hai lớp trước.";
    Refusal::precondition("SECOND_FACTOR_KNOWN", TELL)
}

/// The pages are at an address where browsers know no passkeys.
pub fn passkeys_not_offered() -> Refusal {
    Refusal::precondition("PASSKEYS_NOT_OFFERED", "Hệ thống chưa dùng khóa truy cập (passkey) tại địa chỉ này. Hãy dùng mật khẩu.")
}

/// The browser's answer came too late, twice, or is none that fits.
pub fn passkey_refused() -> Refusal {
    let message = "Chưa nhận được khóa truy cập hợp lệ. Hãy bắt đầu lại; nếu vẫn không được, hãy dùng mật khẩu.";
    Refusal::precondition("PASSKEY_REFUSED", message)
}

/// The same words for an unknown passkey, a wrong signature and an account that cannot be used: nobody learns which.
pub fn passkey_sign_in_failed() -> Refusal {
    let message = "Không đăng nhập được bằng khóa truy cập này. Hãy thử lại, hoặc đăng nhập bằng mật khẩu.";
    Refusal::new(RefusalKind::Unauthenticated, "SIGN_IN_FAILED", message)
}

/// A passkey without a name.
pub fn passkey_name() -> Refusal {
    Refusal::invalid("PASSKEY_NAME", "name", "Hãy đặt tên cho khóa truy cập, từ 1 đến 60 ký tự.")
}

/// More passkeys than anybody has devices.
pub fn passkeys_too_many(most: u64) -> Refusal {
    Refusal::precondition("PASSKEYS_TOO_MANY", format!("Mỗi người có tối đa {most} khóa truy cập. Hãy gỡ khóa không còn dùng trước."))
}

/// No such passkey of this person.
pub fn passkey_not_found() -> Refusal {
    Refusal::not_found("khóa truy cập này")
}

/// Roles that one person may not hold together.
pub fn roles_exclude() -> Refusal {
    Refusal::precondition(
        "ROLES_EXCLUDE",
        "Người vận hành máy chủ và người thanh tra không được giữ thêm vai trò khác; quản trị viên Sở Nội vụ không được là cấp có thẩm quyền quyết định. Hãy thu hồi vai trò đang có trước.",
    )
}

/// The second administrator has no name, no official address, or that of the first.
pub fn second_administrator_invalid() -> Refusal {
    Refusal::invalid(
        "SECOND_ADMINISTRATOR_INVALID",
        "second_email",
        "Hãy nhập họ tên và thư công vụ của quản trị viên thứ hai, khác người thứ nhất và thuộc tên miền thư công vụ.",
    )
}

/// A role of power for somebody who has not signed in yet, or whose account is closed.
pub fn power_needs_login() -> Refusal {
    Refusal::precondition(
        "POWER_NEEDS_LOGIN",
        "Vai trò có quyền trên toàn tỉnh chỉ giao cho người đã kích hoạt và đang dùng tài khoản. Hãy để người này kích hoạt trước.",
    )
}

/// Nobody asked for somebody to lead, or it is confirmed.
pub fn lead_not_asked() -> Refusal {
    Refusal::precondition("LEAD_NOT_ASKED", "Người này không còn chờ xác nhận. Hãy tải lại trang để xem danh sách hiện tại.")
}

/// Who named a head of an agency would confirm it.
pub fn lead_asked_by_same(name: &str) -> Refusal {
    Refusal::precondition(
        "LEAD_ASKED_BY_SAME",
        format!("{name} do chính ông/bà đưa vào chức vụ đứng đầu hoặc đổi địa chỉ đăng nhập. Hãy để người thứ hai xác nhận."),
    )
}

/// Somebody without a login would lead.
pub fn lead_needs_login(name: &str) -> Refusal {
    Refusal::precondition(
        "LEAD_NEEDS_LOGIN",
        format!("{name} chưa có tài khoản. Hãy nhập danh sách thư công vụ để người này được mời, rồi xác nhận."),
    )
}

/// No head to confirm, or too many at once.
pub fn too_many_heads(most: usize) -> Refusal {
    Refusal::invalid("TOO_MANY_HEADS", "post_ids", format!("Hãy chọn từ 1 đến {most} người để xác nhận."))
}

/// Confirms heads of agencies without the right to.
pub fn lead_not_yours() -> Refusal {
    Refusal::forbidden(
        "LEAD_NOT_YOURS",
        "Chỉ quản trị Sở Nội vụ, cấp có thẩm quyền và lãnh đạo tỉnh xác nhận người đứng đầu cơ quan, không ai cho chính mình.",
    )
}

/// An administrator of Sở Nội vụ would lead an agency.
pub fn administrator_leads(name: &str) -> Refusal {
    Refusal::precondition(
        "ADMINISTRATOR_LEADS",
        format!("{name} là quản trị viên Sở Nội vụ nên không được đứng đầu cơ quan. Hãy thu hồi vai trò quản trị trước."),
    )
}

/// Not an account that this actor may change.
pub fn account_not_yours() -> Refusal {
    Refusal::forbidden("ACCOUNT_NOT_YOURS", "Bạn không được quản lý tài khoản này.")
}

/// The account is closed.
pub fn account_disabled() -> Refusal {
    Refusal::precondition("ACCOUNT_DISABLED", "Tài khoản đang bị khóa. Sở Nội vụ phải mở lại trước.")
}

/// A change of rights without its reason.
pub fn reason_missing() -> Refusal {
    Refusal::invalid("REASON_MISSING", "reason", "Hãy ghi lý do, từ 1 đến 500 ký tự.")
}

/// The present password is another one.
pub fn current_password_wrong() -> Refusal {
    Refusal::invalid("CURRENT_PASSWORD_WRONG", "current_password", "Mật khẩu hiện tại không đúng.")
}

/// The password that proves who sits there is wrong.
pub fn password_wrong() -> Refusal {
    Refusal::invalid("PASSWORD_WRONG", "password", "Mật khẩu không đúng.")
}

/// A change that changes nothing.
pub fn password_same() -> Refusal {
    Refusal::invalid("PASSWORD_SAME", "new_password", "Mật khẩu mới trùng mật khẩu hiện tại; hãy đặt mật khẩu khác.")
}

/// A post without saying how it is held.
pub fn post_kind_invalid() -> Refusal {
    Refusal::invalid("POST_KIND_INVALID", "kind", "Hãy chọn hình thức giữ chức vụ.")
}

/// No role was chosen.
pub fn post_role_missing(field: &str) -> Refusal {
    Refusal::invalid("POST_ROLE_MISSING", field, "Hãy chọn vai trò của chức vụ.")
}

/// A title that no rule and no officer has explained yet.
pub fn title_unknown(title: &str) -> Refusal {
    let message = format!("Phần mềm chưa biết chức danh «{title}»; hãy chọn vai trò của chức vụ.");
    Refusal::invalid("TITLE_UNKNOWN", "role", message)
}

/// Titles are not theirs to explain.
pub fn titles_not_yours() -> Refusal {
    Refusal::forbidden(
        "TITLES_NOT_YOURS",
        "Chức danh toàn tỉnh và chức danh lãnh đạo cơ quan do Sở Nội vụ xác nhận; chức danh khác do cán bộ tổ chức của cơ quan.",
    )
}

/// Only Trung tâm Tin học and Sở Nội vụ bring the e-mail list.
pub fn email_list_refused() -> Refusal {
    Refusal::forbidden("EMAIL_LIST_REFUSED", "Chỉ Trung tâm Tin học và Sở Nội vụ được nhập danh sách thư điện tử công vụ.")
}

/// Only for those who answer for the software as a whole.
pub fn status_refused() -> Refusal {
    Refusal::forbidden("STATUS_REFUSED", "Chỉ Sở Nội vụ, lãnh đạo tỉnh, thanh tra và vận hành xem được hiện trạng phần mềm.")
}

/// The invitation is used, too old, or not ours.
pub fn invitation_over() -> Refusal {
    Refusal::invalid(
        "INVITATION_OVER",
        "activation_token",
        "Liên kết kích hoạt không còn hiệu lực. Mời liên hệ cán bộ CNTT của đơn vị để nhận thư mới.",
    )
}

/// The link is used, too old, or not ours.
pub fn reset_over() -> Refusal {
    Refusal::invalid("RESET_OVER", "reset_token", "Liên kết đặt lại mật khẩu không còn hiệu lực. Hãy yêu cầu thư mới ở trang đăng nhập.")
}

/// A password that the policy does not accept.
pub fn password_refused(message: impl Into<String>) -> Refusal {
    Refusal::invalid("PASSWORD_REFUSED", "password", message)
}

/// The first run works once and with the operator's secret.
pub fn bootstrap_refused() -> Refusal {
    Refusal::forbidden(
        "BOOTSTRAP_REFUSED",
        "Không khởi tạo được: mã khởi tạo sai, đã dùng hoặc quá hạn, hoặc hệ thống đã có quản trị viên. Người vận hành máy chủ chạy lại lệnh `congtam init` để có mã mới.",
    )
}

/// The first administrator has a name.
pub fn first_name_missing() -> Refusal {
    Refusal::invalid("NAME_MISSING", "full_name", "Hãy ghi họ và tên của quản trị viên.")
}

/// An address that is none, or of none of the official domains.
pub fn address_not_official(message: String) -> Refusal {
    Refusal::invalid("ADDRESS_NOT_OFFICIAL", "email", message)
}

/// A domain that is none.
pub fn domain_invalid(domain: &str) -> Refusal {
    let message = format!("«{domain}» không phải là tên miền. Hãy ghi phần sau ký tự @ của thư công vụ, ví dụ quangtri.gov.vn.");
    Refusal::invalid("DOMAIN_INVALID", "mail_domains", message)
}

/// Who orders units would be somebody's direct head by it.
pub fn head_by_own_order() -> Refusal {
    Refusal::forbidden(
        "HEAD_BY_OWN_ORDER",
        "Việc sắp xếp này đưa người khác về dưới quyền trực tiếp của chính anh/chị; hãy để Sở Nội vụ hoặc cán bộ tổ chức khác thực hiện.",
    )
}

/// Only Sở Nội vụ gives roles, and never to oneself.
pub fn grant_refused() -> Refusal {
    Refusal::forbidden(
        "GRANT_REFUSED",
        "Vai trò trong cơ quan do Sở Nội vụ cấp; vai trò quản trị, cấp có thẩm quyền do Sở Nội vụ và lãnh đạo tỉnh cấp, vai trò giám sát do lãnh đạo tỉnh cấp; không ai tự cấp cho mình.",
    )
}

/// A role without the agency it needs, or with one it must not have.
pub fn grant_scope(needs_agency: bool) -> Refusal {
    let message = if needs_agency {
        "Vai trò này phải gắn với một cơ quan."
    } else {
        "Vai trò này áp dụng toàn tỉnh, không gắn với cơ quan."
    };
    Refusal::invalid("GRANT_SCOPE", "grant.agency_id", message)
}

/// Only Sở Nội vụ or the HR officer of the agency takes its staff list.
pub fn import_refused() -> Refusal {
    Refusal::forbidden("IMPORT_REFUSED", "Chỉ Sở Nội vụ hoặc cán bộ phụ trách tổ chức của cơ quan được nhập danh sách này.")
}

/// Not a workbook that can be read.
pub fn workbook_unreadable() -> Refusal {
    Refusal::invalid("WORKBOOK_UNREADABLE", "workbook", "Không đọc được tệp. Hãy lưu danh sách ở định dạng Excel (.xlsx) rồi thử lại.")
}

/// Larger than any staff list.
pub fn workbook_too_large(most_mib: usize) -> Refusal {
    Refusal::invalid("WORKBOOK_TOO_LARGE", "workbook", format!("Tệp vượt quá {most_mib} MB."))
}

/// Without this one fewer than two administrators are left.
pub fn last_administrators() -> Refusal {
    Refusal::precondition(
        "LAST_ADMINISTRATORS",
        "Luôn phải còn hai quản trị viên Sở Nội vụ đăng nhập được để xác nhận cho nhau. Hãy giao vai trò cho một người khác trước.",
    )
}

/// A text that is too long, or holds characters that people do not write.
pub fn text_invalid(field: &str, most: usize) -> Refusal {
    Refusal::invalid("TEXT_INVALID", field, format!("Hãy ghi nhiều nhất {most} ký tự, không có ký tự điều khiển hoặc ký tự đổi chiều đọc."))
}

/// A role that does not exist.
pub fn role_unknown() -> Refusal {
    Refusal::invalid("ROLE_UNKNOWN", "grant.role", "Vai trò không hợp lệ.")
}

/// A service that does not exist.
pub fn audience_unknown() -> Refusal {
    Refusal::invalid("AUDIENCE_UNKNOWN", "audience", "Không có dịch vụ này.")
}

/// No such report, or not for this actor to know.
pub fn fault_not_found() -> Refusal {
    Refusal::not_found("báo lỗi này")
}

/// Somebody who neither reported the fault nor helps with it.
pub fn fault_not_yours() -> Refusal {
    Refusal::forbidden("FAULT_NOT_YOURS", "Chỉ người báo lỗi, cán bộ CNTT của cơ quan và Sở Nội vụ được xử lý báo lỗi này.")
}

/// What is asked does not fit where the report stands.
pub fn fault_moved_on(from: &str, to: &str) -> Refusal {
    Refusal::precondition("FAULT_MOVED_ON", format!("Báo lỗi đang ở trạng thái “{from}”, không chuyển sang “{to}” được. Hãy mở lại trang."))
}

/// Too few words or too many.
pub fn fault_text(field: &str, most: usize) -> Refusal {
    Refusal::invalid("FAULT_TEXT", field, format!("Hãy viết từ 1 đến {most} ký tự."))
}

/// No such post of this person.
pub fn post_not_found() -> Refusal {
    Refusal::not_found("chức vụ này")
}

/// The same post is held there already.
pub fn post_held_already() -> Refusal {
    Refusal::precondition("POST_HELD", "Người này đang giữ chức vụ như vậy tại đơn vị này.")
}

/// The post ended before, or would end before it began.
pub fn post_over() -> Refusal {
    Refusal::invalid("POST_OVER", "last_on", "Ngày kết thúc phải từ ngày bắt đầu và không sau ngày đã kết thúc trước đó.")
}

/// Who leads an agency, or helps to, has the head that the regulation says.
pub fn head_is_of_the_agency() -> Refusal {
    let message =
        "Chỉ giao người quản lý trực tiếp cho cấp trưởng, cấp phó bộ phận và nhân viên; lãnh đạo cơ quan do người đứng đầu phụ trách.";
    Refusal::precondition("HEAD_OF_AGENCY", message)
}

/// Nobody is their own head.
pub fn head_of_oneself() -> Refusal {
    Refusal::invalid("HEAD_OF_ONESELF", "head_id", "Không ai là thủ trưởng trực tiếp của chính mình. Hãy chọn người khác.")
}

/// Who is to be a direct head leads something in the agency.
pub fn head_not_leading() -> Refusal {
    let message = "Thủ trưởng trực tiếp phải đang giữ chức vụ lãnh đạo, quản lý trong cơ quan. Hãy chọn người khác hoặc bổ nhiệm trước.";
    Refusal::invalid("HEAD_NOT_LEADING", "head_id", message)
}

/// Two people would lead each other, by one step or several.
pub fn head_below() -> Refusal {
    let message = "Người được chọn đang thuộc quyền người này: không thể vừa là cấp trên vừa là cấp dưới. Hãy chọn người khác.";
    Refusal::invalid("HEAD_BELOW", "head_id", message)
}

/// Only the head of the agency orders who leads whom in it.
pub fn head_order_not_yours() -> Refusal {
    let message = "Chỉ người đứng đầu cơ quan được giao người quản lý trực tiếp trong cơ quan mình.";
    Refusal::forbidden("HEAD_ORDER_NOT_YOURS", message)
}

/// Only Sở Nội vụ, or the HR officer within the own agency, changes posts, and nobody their own.
pub fn posts_not_yours() -> Refusal {
    let message = "Chỉ Sở Nội vụ, hoặc cán bộ tổ chức trong phạm vi cơ quan mình, được thay đổi chức vụ; không ai tự thay đổi của mình. \
                   Điều động giữa hai cơ quan và chức vụ người đứng đầu cơ quan do Sở Nội vụ thực hiện.";
    Refusal::forbidden("POSTS_NOT_YOURS", message)
}

/// A title that says nothing.
pub fn title_missing() -> Refusal {
    Refusal::invalid("TITLE_MISSING", "title", "Hãy ghi chức vụ, chức danh, từ 1 đến 200 ký tự.")
}

/// A unit that does not exist on that day.
pub fn unit_unknown(field: &str) -> Refusal {
    Refusal::invalid("UNIT_UNKNOWN", field, "Không có đơn vị này vào ngày đó.")
}

/// The unit is closed, or would end before it began.
pub fn unit_closed(name: &str) -> Refusal {
    Refusal::precondition("UNIT_CLOSED", format!("Đơn vị «{name}» đã kết thúc hoặc chưa bắt đầu vào ngày đó."))
}

/// A unit that still has parts.
pub fn unit_has_parts(name: &str) -> Refusal {
    let message = format!("Đơn vị «{name}» còn đơn vị trực thuộc. Hãy sắp xếp các đơn vị trực thuộc trước.");
    Refusal::precondition("UNIT_HAS_PARTS", message)
}

/// People of a closing unit who would have no place.
pub fn people_without_place(name: &str, people: usize) -> Refusal {
    let message = format!("Còn {people} người của «{name}» chưa được xếp về đơn vị nào. Hãy chọn đơn vị tiếp nhận.");
    Refusal::invalid("PEOPLE_WITHOUT_PLACE", "closing", message)
}

/// A unit without a code, or with one that another unit has.
pub fn unit_code_taken(code: &str) -> Refusal {
    let message = match code {
        "" => "Hãy ghi mã đơn vị.".to_owned(),
        code => format!("Mã đơn vị «{code}» đã dùng; hãy ghi mã khác."),
    };
    Refusal::invalid("UNIT_CODE_TAKEN", "opening.code", message)
}

/// An agency under a part of an agency.
pub fn agency_under_part(field: &str, above: &str) -> Refusal {
    let message =
        format!("«{above}» là bộ phận của một cơ quan: cơ quan chỉ trực thuộc cơ quan khác hoặc tỉnh. Hãy chọn cơ quan cấp trên.");
    Refusal::invalid("AGENCY_UNDER_PART", field, message)
}

/// A part of an agency under a unit of another one.
pub fn unit_of_another_agency(name: &str) -> Refusal {
    let message = format!("«{name}» chỉ chuyển được trong cơ quan mình. Muốn đưa sang cơ quan khác: lập đơn vị ở đó rồi sáp nhập.");
    Refusal::invalid("UNIT_OF_ANOTHER_AGENCY", "changing.parent_code", message)
}

/// A unit under itself or under one of its parts.
pub fn unit_under_itself(name: &str) -> Refusal {
    let message = format!("«{name}» không thể trực thuộc chính mình hoặc đơn vị trực thuộc mình. Hãy chọn đơn vị khác.");
    Refusal::invalid("UNIT_UNDER_ITSELF", "changing.parent_code", message)
}

/// What holds at once cannot be entered for a later day.
pub fn change_not_today() -> Refusal {
    let message = "Đổi tên và chuyển cấp trên có hiệu lực ngay khi lưu: hãy ghi ngày không sau hôm nay, hoặc lưu vào đúng ngày đó.";
    Refusal::invalid("CHANGE_NOT_TODAY", "on", message)
}

/// People of a part put into another agency without a part of it.
pub fn place_is_agency(field: &str, name: &str) -> Refusal {
    let message = format!("«{name}» là cơ quan khác và có phòng, ban: hãy chọn phòng, ban tiếp nhận, không xếp người thẳng vào cơ quan.");
    Refusal::invalid("PLACE_IS_AGENCY", field, message)
}

/// Somebody who is to go elsewhere holds nothing that ends or that is named.
pub fn nothing_to_move(name: &str) -> Refusal {
    let message = format!("{name} không giữ chức vụ nào ở đơn vị được sắp xếp, hoặc đã ở đơn vị tiếp nhận. Hãy bỏ người này ra.");
    Refusal::invalid("NOTHING_TO_MOVE", "moves", message)
}

/// Units are not theirs to change.
pub fn reorganisation_refused() -> Refusal {
    let message =
        "Chỉ Sở Nội vụ được lập, đổi, kết thúc, sáp nhập và chia tách đơn vị; cán bộ tổ chức làm việc này với phòng, ban của cơ quan mình.";
    Refusal::forbidden("REORGANISATION_REFUSED", message)
}

/// A person without a name, or with an endless one.
pub fn full_name_invalid(most: usize) -> Refusal {
    Refusal::invalid("NAME_MISSING", "full_name", format!("Hãy ghi họ và tên, từ 1 đến {most} ký tự."))
}

/// An address that is none.
pub fn address_invalid() -> Refusal {
    Refusal::invalid("EMAIL_INVALID", "email", "Hãy ghi địa chỉ thư công vụ, ví dụ hoalt@quangtri.gov.vn.")
}

/// An address that somebody has.
pub fn address_taken() -> Refusal {
    let message = "Địa chỉ này đã có người dùng. Hãy kiểm tra lại; người đã có trong phần mềm thì điều động, không thêm mới.";
    Refusal::invalid("EMAIL_TAKEN", "email", message)
}

/// No footing was chosen.
pub fn employment_missing() -> Refusal {
    Refusal::invalid("EMPLOYMENT_INVALID", "employment", "Hãy chọn diện: cán bộ, công chức, viên chức hoặc hợp đồng 68.")
}

/// No decimal number.
pub fn coefficient_invalid() -> Refusal {
    Refusal::invalid("COEFFICIENT_INVALID", "coefficient", "Hệ số lương phải là số, ví dụ 3,33.")
}

/// A main post on days of another one.
pub fn post_overlaps() -> Refusal {
    let message = "Ngày bắt đầu trùng thời gian của một chức vụ chính khác hoặc sau ngày cuối của chức vụ này. Hãy ghi ngày khác.";
    Refusal::invalid("POST_OVERLAPS", "from", message)
}

/// The only post of somebody cannot be taken out.
pub fn last_post() -> Refusal {
    let message = "Đây là chức vụ duy nhất của người này: hãy sửa chức vụ, hoặc ghi thôi việc.";
    Refusal::invalid("LAST_POST", "post_id", message)
}

/// Nobody hands to themself, to somebody elsewhere, or for no time or too long.
pub fn delegation_refused(field: &str, message: &str) -> Refusal {
    Refusal::invalid("DELEGATION_REFUSED", field, message)
}

/// No such delegation of this head.
pub fn delegation_not_found() -> Refusal {
    Refusal::not_found("ủy quyền này")
}
