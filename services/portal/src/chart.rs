//! Bar charts, drawn on the server as SVG. A chart only repeats what a table beside it says.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const WIDTH: u32 = 720;
const ROW: i32 = 58;
/// Height of one line of the legend.
const LEGEND: i32 = 30;
/// Width of a letter of the legend, about.
const LETTER: i32 = 9;
const LEFT: i32 = 10;
const BAR: i32 = 700;

/// What the parts of all bars mean, in their order.
pub type Legend<'a> = &'a [(&'a str, RGBColor)];

/// One bar: its name, and how large each part is.
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// In the order of the legend.
    pub parts: Vec<i32>,
}

/// Bars of equal length, each cut into its parts; the parts carry their numbers where there is room.
///
/// # Errors
/// When it cannot be drawn.
pub fn shares(bars: &[Bar], legend: Legend<'_>) -> anyhow::Result<String> {
    let rows = i32::try_from(bars.len())?;
    let mut text = String::new();
    {
        let (places, legend_lines) = places(legend)?;
        let below = 4 + legend_lines * LEGEND;
        let area = SVGBackend::with_string(&mut text, (WIDTH, u32::try_from(below + rows * ROW)?)).into_drawing_area();
        area.fill(&WHITE)?;
        let dark = |size: i32| TextStyle::from(("sans-serif", size).into_font()).color(&RGBColor(11, 12, 12));
        for ((name, colour), (left, top)) in legend.iter().zip(places) {
            area.draw(&Rectangle::new([(left, top + 9), (left + 16, top + 25)], colour.filled()))?;
            area.draw(&Text::new((*name).to_owned(), (left + 22, top + 17), middle(dark(20), HPos::Left)))?;
        }
        for (row, bar) in (0..).zip(bars) {
            let top = below + row * ROW;
            let total: i32 = bar.parts.iter().sum();
            area.draw(&Text::new(format!("{} ({total})", bar.name), (LEFT, top + 12), middle(dark(20), HPos::Left)))?;
            let mut before = 0;
            for (part, (_, colour)) in bar.parts.iter().zip(legend).filter(|(part, _)| **part > 0) {
                let (from, to) = (LEFT + BAR * before / total, LEFT + BAR * (before + part) / total);
                before += part;
                area.draw(&Rectangle::new([(from, top + 24), (to, top + 50)], colour.filled()))?;
                if to - from > 24 {
                    let light = TextStyle::from(("sans-serif", 18).into_font()).color(&WHITE);
                    area.draw(&Text::new(part.to_string(), (i32::midpoint(from, to), top + 37), middle(light, HPos::Center)))?;
                }
            }
        }
        area.present()?;
    }
    Ok(text)
}

/// Where the names of the legend stand, one after the other in lines, and how many lines that takes.
fn places(legend: Legend<'_>) -> anyhow::Result<(Vec<(i32, i32)>, i32)> {
    let (mut left, mut line, mut places) = (LEFT, 0, Vec::new());
    for (name, _) in legend {
        let width = 40 + LETTER * i32::try_from(name.chars().count())?;
        if left > LEFT && left + width > LEFT + BAR {
            (left, line) = (LEFT, line + 1);
        }
        places.push((left, line * LEGEND));
        left += width;
    }
    Ok((places, line + 1))
}

fn middle(style: TextStyle<'_>, across: HPos) -> TextStyle<'_> {
    style.pos(Pos::new(across, VPos::Center))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_shows_its_parts_with_their_numbers_and_nothing_that_a_strict_policy_refuses() {
        let bars = [Bar { name: "Cán bộ".to_owned(), parts: vec![1, 3, 0] }, Bar { name: "Trống".to_owned(), parts: vec![0, 0, 0] }];
        let legend = [("Tốt", BLUE), ("Hoàn thành", GREEN), ("Không", RED)];
        let svg = shares(&bars, &legend).unwrap();
        assert!(svg.starts_with("<svg") && svg.contains("Cán bộ (4)") && svg.contains("viewBox"));
        assert!(!svg.contains("style=") && !svg.contains("<script"));
    }

    #[test]
    fn long_names_of_the_legend_go_on_in_the_next_line() {
        let legend = [("Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực", BLUE), ("Không hoàn thành nhiệm vụ", RED), ("Tốt", GREEN)];
        let (places, lines) = places(&legend).unwrap();
        assert_eq!((places[0], lines), ((LEFT, 0), 2));
        assert!(places[1] == (LEFT, LEGEND) && places[2].1 == LEGEND && places[2].0 > LEFT, "{places:?}");
    }
}
