//! From a title as offices write it to the posts that it stands for, each in its unit: «Trưởng Ban Tôn giáo kiêm Phó Giám đốc
//! Sở» is the head of one unit and a deputy of the agency, wherever its row stands (article 3.1).

use regulation::PostRole;

use crate::title::{self, Judged, Spot, Titles};
use crate::{Unit, UnitId, UnitKind};

/// A unit of an agency, as far as titles care.
#[derive(Clone, Copy, Debug)]
pub struct Body<'a, K> {
    /// What tells it from others.
    pub key: K,
    /// Its name.
    pub name: &'a str,
    /// Its kind.
    pub kind: UnitKind,
    /// The unit above.
    pub parent: Option<K>,
}

/// One post that a title stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed<K> {
    /// Where it is held.
    pub unit: K,
    /// What it makes its holder.
    pub role: PostRole,
    /// Quyền, phụ trách.
    pub acting: bool,
}

/// A part of a title that no rule and no officer has explained yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The part, as written.
    pub title: String,
    /// Whether it is held at the top of the agency.
    pub top: bool,
    /// What is likely.
    pub proposed: PostRole,
}

/// One agency with its units: where titles are placed.
pub struct Agency<'a, K> {
    bodies: Vec<Body<'a, K>>,
    root: K,
}

impl<'a> Agency<'a, UnitId> {
    /// An agency as the directory knows it.
    pub fn of(root: UnitId, units: impl IntoIterator<Item = &'a Unit>) -> Self {
        let of_agency = units.into_iter().filter(|unit| unit.agency == root);
        let body = |unit: &'a Unit| Body { key: unit.id, name: &unit.name, kind: unit.kind, parent: unit.parent };
        Self::new(root, of_agency.map(body).collect())
    }
}

impl<'a, K: Copy + PartialEq> Agency<'a, K> {
    /// An agency with all its units, itself among them.
    pub fn new(root: K, bodies: Vec<Body<'a, K>>) -> Self {
        Self { bodies, root }
    }

    /// The posts that a title written beside the unit `at` stands for, the first one named first.
    ///
    /// # Errors
    /// The parts that somebody must explain.
    pub fn posts(&self, title: &str, at: K, titles: &Titles) -> Result<Vec<Placed<K>>, Vec<Question>> {
        let (mut posts, mut questions) = (Vec::new(), Vec::new());
        // What an officer said of the whole title stands before what its parts are called.
        let parts = if titles.is_answered(title, self.spot(at).top) { vec![title] } else { parts(title) };
        let units: Vec<K> = parts.iter().map(|part| self.place(part, at)).collect();
        for (index, part) in parts.iter().enumerate() {
            // «Trưởng Ban kiêm Phó Giám đốc» beside the Ban: what names nothing is of the agency when the unit has its head.
            let led_by_another = (0..parts.len()).any(|other| other != index && units[other] == at && names_body(parts[other]));
            let unit = if led_by_another && leads_unnamed(part) { self.top() } else { units[index] };
            match titles.judge(part, self.spot(unit)) {
                Judged::Known { role, acting } => posts.push(Placed { unit: self.seat(unit, role), role, acting }),
                Judged::Unknown { proposed } => {
                    questions.push(Question { title: kernel::text::clean(part), top: self.spot(unit).top, proposed });
                }
            }
        }
        if !questions.is_empty() {
            return Err(questions);
        }
        // Posts of the Party and of unions beside an office add no post of the agency.
        if posts.iter().any(|post| post.role != PostRole::Staff) {
            posts.retain(|post| post.role != PostRole::Staff);
        }
        let mut distinct: Vec<Placed<K>> = Vec::new();
        for post in posts {
            if !distinct.iter().any(|known| known.unit == post.unit && known.role == post.role) {
                distinct.push(post);
            }
        }
        distinct.truncate(if distinct.iter().all(|post| post.role == PostRole::Staff) { 1 } else { distinct.len() });
        Ok(distinct)
    }

    /// What a unit is to a title.
    pub fn spot(&self, unit: K) -> Spot<'a> {
        let root = self.body(self.root);
        Spot {
            agency: root.map_or(UnitKind::Division, |root| root.kind),
            agency_name: root.map_or("", |root| root.name),
            top: self.is_top(unit),
        }
    }

    fn body(&self, key: K) -> Option<&Body<'a, K>> {
        self.bodies.iter().find(|body| body.key == key)
    }

    fn is_top(&self, unit: K) -> bool {
        let leadership = |body: &Body<'a, K>| body.kind == UnitKind::Leadership && body.parent == Some(self.root);
        unit == self.root || self.body(unit).is_some_and(leadership)
    }

    /// The unit that a part of a title names; otherwise the one it is written beside.
    fn place(&self, part: &str, at: K) -> K {
        let Some(named) = led(part).filter(|named| !named.is_empty()) else { return at };
        let units = || self.bodies.iter().filter(|body| body.kind != UnitKind::Leadership);
        let same: Vec<K> = units().filter(|body| title::key(body.name) == named).map(|body| body.key).collect();
        let begun = |body: &&Body<'a, K>| named.contains(' ') && title::key(body.name).starts_with(&format!("{named} "));
        let candidates = if same.is_empty() { units().filter(begun).map(|body| body.key).collect() } else { same };
        let near = |key: &&K| self.body(**key).is_some_and(|body| body.parent == Some(at));
        match candidates.as_slice() {
            [] => at,
            several if several.contains(&at) => at,
            // A title that names the agency says no more than the row of its leadership.
            several if self.is_top(at) && several.contains(&self.root) => at,
            [only] => *only,
            several => several.iter().find(near).copied().unwrap_or(at),
        }
    }

    /// Where a post is held: who leads the agency or is a deputy of who does sits at its top, whatever the row says.
    fn seat(&self, unit: K, role: PostRole) -> K {
        let leads = matches!(role, PostRole::AgencyHead | PostRole::AgencyDeputy | PostRole::CommuneChair | PostRole::CommuneVice);
        if !leads || self.is_top(unit) { unit } else { self.top() }
    }

    /// Where the leaders of the agency sit.
    fn top(&self) -> K {
        let leadership = self.bodies.iter().find(|body| body.kind == UnitKind::Leadership && self.is_top(body.key));
        leadership.map_or(self.root, |body| body.key)
    }
}

/// What a part of a title leads, in comparable form.
fn led(part: &str) -> Option<String> {
    title::led(&title::without_acting(&title::key(part)).0).map(str::to_owned)
}

fn names_body(part: &str) -> bool {
    led(part).is_some_and(|named| !named.is_empty())
}

fn leads_unnamed(part: &str) -> bool {
    led(part).is_some_and(|named| named.is_empty())
}

/// The posts that one title names: «A kiêm B», «A kiêm nhiệm B», «A; B», and «A, B», «A - B» or «A/B» where B is a post by itself.
fn parts(title: &str) -> Vec<&str> {
    let mut parts = vec![title];
    for separator in [" kiêm nhiệm ", " kiêm ", " Kiêm nhiệm ", " Kiêm ", " KIÊM NHIỆM ", " KIÊM ", ";"] {
        parts = parts.into_iter().flat_map(|part| split(part, separator)).collect();
    }
    let parts: Vec<&str> = parts.into_iter().flat_map(split_before_posts).collect();
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Splits, but not inside brackets: «(không kiêm nhiệm)» is a remark.
fn split<'t>(part: &'t str, separator: &str) -> Vec<&'t str> {
    let mut pieces = Vec::new();
    let mut rest = part;
    let mut from = 0;
    while let Some(found) = rest[from..].find(separator) {
        let at = from + found;
        if rest[..at].matches('(').count() > rest[..at].matches(')').count() {
            from = at + separator.len();
            continue;
        }
        pieces.push(&rest[..at]);
        rest = &rest[at + separator.len()..];
        from = 0;
    }
    pieces.push(rest);
    pieces
}

/// «Bí thư Đảng ủy, Giám đốc» and «Bí thư Chi bộ - Trưởng phòng» are two posts; «Phòng Tổ chức, Hành chính» is one name.
fn split_before_posts(part: &str) -> Vec<&str> {
    const JOINTS: [&str; 5] = [",", " - ", " – ", " — ", "/"];
    let (mut pieces, mut from) = (Vec::new(), 0);
    for (at, _) in part.char_indices() {
        let Some(joint) = JOINTS.iter().find(|joint| part[at..].starts_with(**joint)).filter(|_| at >= from) else { continue };
        let after = at + joint.len();
        let in_brackets = part[..at].matches('(').count() > part[..at].matches(')').count();
        if !in_brackets && begins_a_post(&part[after..]) {
            pieces.push(&part[from..at]);
            from = after;
        }
    }
    pieces.push(&part[from..]);
    pieces
}

/// Whether a title goes on with a post by itself: one that leads, or one beside an office.
fn begins_a_post(rest: &str) -> bool {
    let plain = title::key(rest);
    // «Phó Trưởng phòng - phụ trách phòng» is one post, «Phó Giám đốc, phụ trách Ban Tôn giáo» are two.
    let leads = led(rest).is_some() && !title::leads_for_now_only(&plain);
    leads || ["bí thư", "phó bí thư", "ủy viên"].iter().any(|post| plain.starts_with(post))
}

#[cfg(test)]
mod tests;
