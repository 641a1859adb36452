//! Posts, absences and the tree of the organisation.

use std::sync::Arc;

use proto::identity::v1 as api;
use proto::identity::v1::personnel_service_server::PersonnelService;

use super::Desk;
use crate::{commands, queries};

/// Who works where, over time.
pub(crate) struct Personnel(pub Arc<Desk>);

runtime::serve! {
    PersonnelService for Personnel as this with this.0.ctx;
    commands {
        appoint_to_post,
        end_post,
        record_leaving,
        record_training,
        delegate,
        end_delegation,
        reorganise_units,
        add_person(this.0.letters.clone()),
        correct_person,
        correct_post,
        withdraw_post,
        confirm_heads,
        correct_post_role,
        order_direct_head,
        answer_title,
    }
    queries {
        list_heads_to_confirm,
        list_title_answers,
        list_my_delegations,
        list_personnel_problems,
    }
}
