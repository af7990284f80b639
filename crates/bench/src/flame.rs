//! Flame graphs: what `perf script` prints, as one SVG without a script in it. A box is a function; its width, the
//! samples in which it ran or waited for one above it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::BufRead;

use crate::Result;

const WIDTH: f64 = 1600.0;
const ROW: f64 = 16.0;
/// Narrower boxes say nothing.
const WIDTH_MIN: f64 = 1.0;
/// A character's width, in the font of the boxes.
const LETTER: f64 = 6.2;

/// A function with those that it called.
#[derive(Debug, Default)]
struct Frame {
    samples: u64,
    called: BTreeMap<String, Frame>,
}

impl Frame {
    fn add(&mut self, stack: &[String]) {
        let mut frame = self;
        frame.samples += 1;
        for name in stack.iter().rev() {
            frame = frame.called.entry(name.clone()).or_default();
            frame.samples += 1;
        }
    }

    fn depth(&self) -> usize {
        1 + self.called.values().map(Self::depth).max().unwrap_or_default()
    }
}

/// Reads the stacks and writes the picture.
pub(crate) fn draw(input: impl BufRead, title: &str) -> Result<String> {
    let all = read(input)?;
    let (height, scale) = ((all.depth() + 2) as f64 * ROW, WIDTH / all.samples.max(1) as f64);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"monospace\" \
         font-size=\"10\">\n<text x=\"4\" y=\"12\">{}: {} samples</text>\n",
        escaped(title),
        all.samples
    );
    let mut x = 0.0;
    for (name, frame) in &all.called {
        boxes(&mut svg, name, frame, (x, height - ROW), scale, all.samples)?;
        x += frame.samples as f64 * scale;
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}

/// One blank line ends a stack; its innermost function comes first, after a line that says whose it is.
fn read(input: impl BufRead) -> Result<Frame> {
    let (mut all, mut stack, mut thread) = (Frame::default(), Vec::new(), None);
    for line in input.lines().chain(std::iter::once(Ok(String::new()))) {
        let line = line?;
        if line.trim().is_empty() {
            if let Some(thread) = thread.take() {
                stack.push(thread);
                all.add(&stack);
            }
            stack.clear();
        } else if line.starts_with(char::is_whitespace) {
            stack.push(function(line.trim()));
        } else {
            // Threads of a pool are told apart by a number.
            let name = line.split_whitespace().next().unwrap_or("unknown");
            thread = Some(name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned());
        }
    }
    Ok(all)
}

/// `7f… symbol+0x1c (file)` without address, offset, file and hash.
fn function(line: &str) -> String {
    let symbol = line.split_once(' ').map_or(line, |(_, rest)| rest);
    let symbol = symbol.rsplit_once(" (").map_or(symbol, |(symbol, _)| symbol);
    let symbol = symbol.rsplit_once("+0x").map_or(symbol, |(symbol, _)| symbol);
    let symbol = match symbol.rsplit_once("::h") {
        Some((path, hash)) if hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()) => path,
        _ => symbol,
    };
    symbol.to_owned()
}

fn boxes(svg: &mut String, name: &str, frame: &Frame, at: (f64, f64), scale: f64, all: u64) -> Result<()> {
    let width = frame.samples as f64 * scale;
    if width < WIDTH_MIN {
        return Ok(());
    }
    let (x, y) = at;
    // The same function has the same colour everywhere.
    let hue = name.bytes().fold(7_u32, |hue, byte| hue.wrapping_mul(31).wrapping_add(byte.into())) % 55;
    let share = frame.samples as f64 * 100.0 / all as f64;
    let shown: String = name.chars().take((width / LETTER) as usize).collect();
    writeln!(
        svg,
        "<g><title>{} {share:.1} %</title><rect x=\"{x:.1}\" y=\"{y:.0}\" width=\"{width:.1}\" height=\"{ROW}\" \
         fill=\"hsl({hue},85%,65%)\" stroke=\"white\" stroke-width=\".4\"/><text x=\"{:.1}\" y=\"{:.0}\">{}</text></g>",
        escaped(name),
        x + 2.0,
        y + 12.0,
        escaped(if shown.len() < 3 { "" } else { &shown }),
    )?;
    let mut x = x;
    for (name, called) in &frame.called {
        boxes(svg, name, called, (x, y - ROW), scale, all)?;
        x += called.samples as f64 * scale;
    }
    Ok(())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLES: &str = "\
tokio-rt-worker  7 12.3: 1 cycles:
\t55 alloc::vec::push::h0123456789abcdef+0x1c (/usr/bin/sigill)
\t66 <a as b>::c+0x2 (/usr/bin/sigill)

tokio-rt-worker  8 12.4: 1 cycles:
\t66 <a as b>::c+0x9 (/usr/bin/sigill)
";

    #[test]
    fn stacks_grow_from_the_outermost_function_and_threads_are_one() {
        let all = read(SAMPLES.as_bytes()).unwrap();
        let thread = &all.called["tokio-rt-worker"];
        let outer = &thread.called["<a as b>::c"];
        assert_eq!((all.samples, outer.samples, outer.called["alloc::vec::push"].samples), (2, 2, 1));
        let svg = draw(SAMPLES.as_bytes(), "a & b").unwrap();
        assert!(svg.contains("a &amp; b: 2 samples") && svg.contains("&lt;a as b&gt;::c 100.0 %"), "{svg}");
    }
}
