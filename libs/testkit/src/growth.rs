//! How long steps take, by size, and how that grows: told, never judged.
#![expect(clippy::print_stdout, reason = "the figures are for whoever runs it")]

use std::time::Duration;

/// The sizes that an environment variable asks for; `small` ones without it.
///
/// # Panics
/// When it does not hold numbers.
pub fn sizes(variable: &str, small: &str) -> Vec<usize> {
    let sizes = std::env::var(variable).unwrap_or_else(|_| small.to_owned());
    sizes.split_whitespace().map(|size| size.parse().unwrap_or_else(|_| panic!("{variable} holds numbers"))).collect()
}

/// A table of what steps take, a line a size; below it the powers with which they grow: n^1.0 is even.
pub struct Growth<const N: usize> {
    before: Option<(usize, [Duration; N])>,
}

impl<const N: usize> Growth<N> {
    /// A table with these columns.
    pub fn of(steps: [&str; N]) -> Self {
        line("people", steps);
        Self { before: None }
    }

    /// Adds what the steps took with so many people.
    pub fn measured(&mut self, people: usize, took: [Duration; N]) {
        line(&people.to_string(), took.map(|took| format!("{:.2} s", took.as_secs_f64())));
        if let Some((fewer, earlier)) = self.before.replace((people, took)) {
            let power = |(took, earlier): (Duration, Duration)| {
                (took.as_secs_f64() / earlier.as_secs_f64()).ln() / (people as f64 / fewer as f64).ln()
            };
            line("", std::array::from_fn::<_, N, _>(|at| format!("n^{:.2}", power((took[at], earlier[at])))));
        }
    }
}

fn line<const N: usize>(first: &str, cells: [impl std::fmt::Display; N]) {
    print!("{first:>7}");
    for cell in cells {
        print!(" {cell:>16}");
    }
    println!();
}
