//! What every page needs.

use std::sync::Arc;

use chrono::NaiveDate;
use ipnet::IpNet;
use kernel::{Clock, Ids};

use crate::clients::Clients;
use crate::config::Config;
use crate::law::Kept;

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The services.
    pub clients: Arc<Clients>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    /// Law that was read before.
    pub law: Kept,
    /// Whether people come by https, and by nothing else.
    pub https: bool,
    /// Networks of the proxies before the pages.
    pub trusted_proxies: Arc<[IpNet]>,
}

impl App {
    /// Connects to nothing yet: channels connect on first use.
    pub fn new(config: &Config, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> anyhow::Result<Self> {
        Ok(Self {
            clients: Arc::new(Clients::new(config)?),
            clock,
            ids,
            law: Kept::default(),
            https: config.public_url.starts_with("https://"),
            trusted_proxies: config.trusted_proxies.clone().into(),
        })
    }

    /// Today, office time.
    pub fn today(&self) -> NaiveDate {
        kernel::date::office_day(self.clock.now())
    }

    /// The time of the day, such as `10:32`, office time.
    pub fn time(&self) -> String {
        kernel::date::vi_moment(self.clock.now()).split(' ').next().unwrap_or_default().to_owned()
    }

    /// The year that pages show when none is asked for.
    pub fn year(&self) -> i32 {
        kernel::date::office_year(self.clock.now())
    }

    /// A new id, such as of a form.
    pub fn new_id(&self) -> String {
        self.ids.next().to_string()
    }
}
