//! Pictures, drawn as SVG: each has a title, and a table for who reads instead of looking.

use maud::{Markup, html};

use crate::console::look::Look;

/// Width and height of the whole, in units of the picture.
const WIDTH: i64 = 640;
const HEIGHT: i64 = 120;
/// What is left for the names below.
const FOOT: i64 = 18;
/// A bar is no wider, however few there are.
const BAR_MAX: i64 = 48;

/// One place on the line: its name, and how many of each kind.
#[derive(Debug)]
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) counts: Vec<i64>,
}

/// What is counted: its word, and its colour.
pub(crate) struct Kind {
    pub(crate) word: String,
    pub(crate) class: &'static str,
}

/// Bars beside each other, in each of which the kinds stand on each other.
pub(crate) fn bars(look: &Look, (id, title): (&str, &str), kinds: &[Kind], all: &[Bar]) -> Markup {
    let most = all.iter().map(|bar| bar.counts.iter().sum::<i64>()).max().unwrap_or_default().max(1);
    let count = i64::try_from(all.len()).unwrap_or(1).max(1);
    let (step, room) = (WIDTH / count, HEIGHT - FOOT);
    let wide = (step * 3 / 4).min(BAR_MAX);
    html! {
        figure class="chart" {
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-labelledby={ (id) "-title" } {
                title id={ (id) "-title" } { (title) }
                line class="axis" x1="0" y1=(room) x2=(WIDTH) y2=(room) {}
                @for (n, bar) in (0_i64..).zip(all) {
                    @for (class, top, height) in stacked(kinds, bar, most, room) {
                        rect class=(class) x=(n * step + (step - wide) / 2) y=(top) width=(wide) height=(height) {}
                    }
                    @if all.len() <= 16 {
                        text x=(n * step + step / 2) y=(HEIGHT - 4) text-anchor="middle" { (bar.name) }
                    }
                }
            }
            figcaption class="legend" {
                @for kind in kinds { span { span class={ "dot " (kind.class) } {} (kind.word) } }
            }
            details class="calls" {
                summary { (look.t("as-table")) }
                (table(look, title, kinds, all))
            }
        }
    }
}

/// The parts of a bar from below: class, top and height. What is there is seen, however little it is.
fn stacked(kinds: &[Kind], bar: &Bar, most: i64, room: i64) -> Vec<(&'static str, i64, i64)> {
    let mut top = room;
    let parts = kinds.iter().zip(&bar.counts).filter(|(_, count)| **count > 0);
    parts
        .map(|(kind, count)| {
            let height = (count.saturating_mul(room - 4) / most).max(2);
            top -= height;
            (kind.class, top, height)
        })
        .collect()
}

fn table(look: &Look, title: &str, kinds: &[Kind], all: &[Bar]) -> Markup {
    html! {
        table {
            caption class="vh" { (title) }
            thead { tr { td {} @for kind in kinds { th scope="col" class="num" { (kind.word) } } } }
            tbody {
                @for bar in all {
                    tr {
                        th scope="row" { (bar.name) }
                        @for count in &bar.counts { td class="num" { (look.words.number(*count)) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::words::Language;
    use sigill_domain::time::Timestamp;

    #[test]
    fn a_picture_has_a_title_and_a_table_and_what_is_little_is_seen() {
        let look = Look::new(Language::English, "", Timestamp::from_micros(0));
        let kinds = [("Worked", "c-ok"), ("Failed", "c-bad")];
        let kinds = kinds.map(|(word, class)| Kind { word: word.to_owned(), class });
        let all = [("Mo", vec![1_000, 1]), ("<Tu>", vec![0, 0])];
        let all = all.map(|(name, counts)| Bar { name: name.to_owned(), counts });
        let parts = stacked(&kinds, &all[0], 1_001, 102);
        assert_eq!(parts, [("c-ok", 5, 97), ("c-bad", 3, 2)], "within the room, and none is lost");
        let drawn = bars(&look, ("x", "Sign-ins"), &kinds, &all).into_string();
        assert!(drawn.contains("<title id=\"x-title\">Sign-ins</title>") && drawn.contains("<caption"), "{drawn}");
        assert!(drawn.contains("1,000") && !drawn.contains("<Tu>"), "{drawn}");
        assert_eq!(drawn.matches("<rect").count(), 2, "what isn't there isn't drawn");
    }
}
