//! What the operator sees while something takes its time: a moving line in a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::year::Progress;

/// Shows step after step with its number, count and time.
pub(crate) struct Screen {
    terminal: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    number: usize,
    step: &'static str,
    done: u64,
    bar: Option<ProgressBar>,
}

impl Screen {
    pub(crate) fn new() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), state: Mutex::default() }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Screen {
    fn begin(&self, step: &'static str, total: usize) {
        let mut state = self.state();
        state.number += 1;
        state.step = step;
        state.done = 0;
        let number = state.number;
        if !self.terminal {
            eprintln!("{number:>3}. {step}…");
            return;
        }
        let (bar, template) = match total {
            0 => (ProgressBar::no_length(), "{prefix:>3}. {spinner} {msg} {elapsed}"),
            _ => (ProgressBar::new(total as u64), "{prefix:>3}. {spinner} {msg} [{bar:20}] {pos}/{len} {elapsed}"),
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        bar.set_prefix(number.to_string());
        bar.set_message(step);
        bar.enable_steady_tick(Duration::from_millis(120));
        state.bar = Some(bar);
    }

    fn advance(&self) {
        let mut state = self.state();
        state.done += 1;
        if let Some(bar) = &state.bar {
            bar.inc(1);
        }
    }

    fn end(&self, took: Duration) {
        let mut state = self.state();
        let State { number, step, done, bar } = &mut *state;
        if let Some(bar) = bar.take() {
            bar.finish_and_clear();
        }
        let count = if *done > 0 { format!(" ({done})") } else { String::new() };
        eprintln!("{number:>3}. {step}{count}: {:.1} s", took.as_secs_f64());
    }
}
