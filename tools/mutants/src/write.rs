//! Puts the switches into a text.

use std::ops::Range;

/// What is put in the place of a range of the text. Ranges lie within each other, or apart.
pub(crate) enum Edit {
    /// Before what a function does.
    Values(Vec<(usize, String)>),
    /// What a function answers that says `impl Iterator`: behind a pointer, so that mutants may answer another one.
    Iterator {
        numbers: Vec<usize>,
        answer: Range<usize>,
    },
    Binary {
        left: Range<usize>,
        right: Range<usize>,
        operator: String,
        others: Vec<(usize, String)>,
    },
    Not {
        number: usize,
        operand: Range<usize>,
    },
    /// The guard of an arm, or the place for one.
    Arm {
        deleted: Option<usize>,
        guard: Option<Range<usize>>,
        always: Option<usize>,
        never: Option<usize>,
    },
    Field {
        number: usize,
        name: String,
        value: Option<Range<usize>>,
        base: Range<usize>,
    },
    Nothing,
}

pub(crate) struct Writer<'text> {
    pub(crate) text: &'text str,
    pub(crate) edits: &'text [(Range<usize>, Edit)],
}

impl Writer<'_> {
    /// The text of a range with the edits in it, of those from the place `from` in the list on.
    pub(crate) fn write(&self, range: Range<usize>, from: usize) -> String {
        let mut text = String::new();
        let mut at = range.start;
        for (place, (here, edit)) in self.edits.iter().enumerate().skip(from) {
            if here.start < at || here.end > range.end {
                continue;
            }
            text.push_str(&self.text[at..here.start]);
            text.push_str(&self.edited(edit, place + 1));
            at = here.end;
        }
        text.push_str(&self.text[at..range.end]);
        text
    }

    fn edited(&self, edit: &Edit, next: usize) -> String {
        match edit {
            Edit::Nothing => String::new(),
            Edit::Values(values) => values
                .iter()
                .map(|(number, value)| marked(&[*number], &format!("if {} {{ return {value}; }}", switch(*number))))
                .collect(),
            Edit::Iterator { numbers, answer } => {
                let answer = self.write(answer.clone(), next);
                marked(numbers, &format!("Box::new({answer}) as Box<dyn Iterator<Item = _>>"))
            }
            Edit::Binary { left, right, operator, others } => {
                self.binary(&self.write(left.clone(), next), &self.write(right.clone(), next), operator, others)
            }
            Edit::Not { number, operand } => {
                let operand = self.write(operand.clone(), next);
                marked(&[*number], &format!("(!({operand}) != {})", switch(*number)))
            }
            Edit::Arm { deleted, guard, always, never } => {
                let mut text = guard.as_ref().map_or("true".to_owned(), |guard| self.write(guard.clone(), next));
                if let Some(never) = never {
                    text = marked(&[*never], &format!("!{} && ({text})", switch(*never)));
                }
                if let Some(always) = always {
                    text = marked(&[*always], &format!("({} || ({text}))", switch(*always)));
                }
                if let Some(deleted) = deleted {
                    text = marked(&[*deleted], &format!("!{} && ({text})", switch(*deleted)));
                }
                if guard.is_some() { text } else { format!(" if {text}") }
            }
            Edit::Field { number, name, value, base } => {
                let value = value.as_ref().map_or(name.clone(), |value| self.write(value.clone(), next));
                let base = &self.text[base.clone()];
                // A name is moved from in part; anything else is made once more.
                let is_name = base.chars().all(|letter| letter.is_alphanumeric() || "_.".contains(letter));
                let other =
                    if is_name { format!("{base}.{name}") } else { format!("match {base} {{ base => base.{name} }}") };
                let text = format!("if {} {{ {other} }} else {{ {value} }}", switch(*number));
                format!("{name}: {}", marked(&[*number], &text))
            }
        }
    }

    fn binary(&self, left: &str, right: &str, operator: &str, others: &[(usize, String)]) -> String {
        let numbers: Vec<usize> = others.iter().map(|(number, _)| *number).collect();
        // None of these writes an operand twice: those of `&&` are often as long as a function.
        let text = match (operator, others) {
            ("==" | "!=", [(number, _)]) => format!("((({left}) {operator} ({right})) != {})", switch(*number)),
            ("&&", [(number, _)]) => {
                format!("(match {left} {{ left if left == {} => left, _ => {right} }})", switch(*number))
            }
            ("||", [(number, _)]) => {
                format!("(match {left} {{ left if left != {} => left, _ => {right} }})", switch(*number))
            }
            _ => {
                let others = others.iter().map(|(number, other)| {
                    let other = marked(&[*number], &format!("({left}) {other} ({right})"));
                    format!("if {} {{ {other} }} else ", switch(*number))
                });
                let whole = format!("{}{{ {left} {operator} {right} }}", others.collect::<String>());
                if operator.ends_with('=') && !["<=", ">="].contains(&operator) { whole } else { format!("({whole})") }
            }
        };
        marked(&numbers, &text)
    }
}

fn switch(number: usize) -> String {
    format!("::sigill_domain::mutant::is_on({number})")
}

/// What an opening mark of these mutants says.
pub(crate) fn open(numbers: &[usize]) -> String {
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    format!("/*<{}*/", numbers.join(","))
}

fn marked(numbers: &[usize], text: &str) -> String {
    let names: Vec<String> = numbers.iter().map(usize::to_string).collect();
    format!("{}{text}/*{}>*/", open(numbers), names.join(","))
}
