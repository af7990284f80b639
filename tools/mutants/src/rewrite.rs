//! One file with all of its mutants, each of which a switch turns on.
//!
//! What belongs to a mutant stands between `/*<N*/` and `/*N>*/`, so that an error of the compiler there tells which of
//! them doesn't compile.

use std::{collections::BTreeMap, ops::Range};

use syn::{spanned::Spanned, visit::Visit};

use crate::{
    Result,
    list::{Kind, Mutant},
    source::Source,
    write::{Edit, Writer, open},
};

pub(crate) struct Rewritten {
    pub(crate) text: String,
    /// The numbers of the mutants that are in it.
    pub(crate) switched: Vec<usize>,
}

/// `mutants` with their numbers, all of this file. Functions of the names `constants` stay `const`.
pub(crate) fn rewrite(text: &str, mutants: &[(usize, &Mutant)], constants: &[String]) -> Result<Rewritten> {
    let source = Source::new(text);
    let file = syn::parse_file(text)?;
    let mut finder = Finder { source, wanted: BTreeMap::new(), edits: Vec::new(), constants, is_const: false };
    for (number, mutant) in mutants {
        finder.wanted.entry(finder.source.at(mutant.span.start)).or_default().push((*number, mutant));
    }
    finder.visit_file(&file);
    let Finder { source, mut edits, .. } = finder;
    // The outer one first; where two begin at one place, what is put before it.
    edits.sort_by_key(|(range, edit)| {
        (range.start, !matches!(edit, Edit::Values(_)), usize::MAX - range.end, !matches!(edit, Edit::Iterator { .. }))
    });
    let writer = Writer { text: source.text, edits: &edits };
    let text = writer.write(0..text.len(), 0);
    let switched = mutants.iter().map(|(number, _)| *number).filter(|number| text.contains(&open(&[*number])));
    Ok(Rewritten { switched: switched.collect(), text })
}

struct Finder<'text> {
    source: Source<'text>,
    /// By the byte at which they begin.
    wanted: BTreeMap<usize, Vec<(usize, &'text Mutant)>>,
    edits: Vec<(Range<usize>, Edit)>,
    constants: &'text [String],
    /// Whether we are in something that is computed while compiling, where there are no switches.
    is_const: bool,
}

impl Finder<'_> {
    fn take(&self, at: usize, kind: Kind) -> Vec<(usize, String)> {
        let here =
            self.wanted.get(&at).into_iter().flatten().filter(|(_, mutant)| mutant.kind == kind && !self.is_const);
        here.map(|(number, mutant)| (*number, mutant.replacement.clone())).collect()
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let was_const = self.is_const;
        if let Some(token) = &signature.constness {
            let range = self.source.range(token.span);
            let body = self.source.range(block.span());
            self.is_const |= self.constants.contains(&signature.ident.to_string());
            if !self.is_const && self.wanted.range(body).next().is_some() {
                self.edits.push((range, Edit::Nothing));
            }
        }
        if let (Some(first), false) = (block.stmts.first(), self.is_const) {
            let at = self.source.range(first.span()).start;
            let values = self.take(at, Kind::Value);
            if !values.is_empty() {
                if let (true, Some(syn::Stmt::Expr(answer, None))) = (is_some(&signature.output), block.stmts.last()) {
                    let answer = self.source.range(answer.span());
                    let numbers = values.iter().map(|(number, _)| *number).collect();
                    self.edits.push((answer.clone(), Edit::Iterator { numbers, answer }));
                    self.edits.push((at..at, Edit::Values(values.into_iter().map(boxed).collect())));
                } else {
                    self.edits.push((at..at, Edit::Values(values)));
                }
            }
        }
        syn::visit::visit_block(self, block);
        self.is_const = was_const;
    }

    fn within_const(&mut self, visit: impl FnOnce(&mut Self)) {
        let was_const = std::mem::replace(&mut self.is_const, true);
        visit(self);
        self.is_const = was_const;
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.function(&function.sig, &function.block);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.function(&function.sig, &function.block);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.function(&function.sig, block);
        }
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.within_const(|finder| syn::visit::visit_item_const(finder, item));
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        self.within_const(|finder| syn::visit::visit_impl_item_const(finder, item));
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.within_const(|finder| syn::visit::visit_item_static(finder, item));
    }

    fn visit_type_array(&mut self, array: &'ast syn::TypeArray) {
        self.within_const(|finder| syn::visit::visit_type_array(finder, array));
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        let operator = self.source.range(binary.op.span());
        let others = self.take(operator.start, Kind::Binary);
        let (left, right) = (self.source.range(binary.left.span()), self.source.range(binary.right.span()));
        // `if let … && …` knows no other operator.
        if !others.is_empty() && !has_let(&binary.left) && !has_let(&binary.right) {
            let operator = self.source.text[operator].to_owned();
            let edit = Edit::Binary { left: left.clone(), right: right.clone(), operator, others };
            self.edits.push((left.start..right.end, edit));
        }
        syn::visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        let range = self.source.range(unary.span());
        let operand = self.source.range(unary.expr.span());
        if let Some((number, _)) = self.take(range.start, Kind::Unary).into_iter().next() {
            self.edits.push((range, Edit::Not { number, operand }));
        }
        syn::visit::visit_expr_unary(self, unary);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let deleted = self.take(self.source.range(arm.span()).start, Kind::Arm).into_iter().next();
        let deleted = deleted.map(|(number, _)| number);
        let guard = arm.guard.as_ref().map(|(_, guard)| guard).filter(|guard| !has_let(guard));
        let guard = guard.map(|guard| self.source.range(guard.span()));
        let values = guard.as_ref().map(|guard| self.take(guard.start, Kind::Guard)).unwrap_or_default();
        let of = |wanted: &str| values.iter().find(|(_, value)| value == wanted).map(|(number, _)| *number);
        let (always, never) = (of("true"), of("false"));
        let end = self.source.range(arm.pat.span()).end;
        let has_let_guard = guard.is_none() && arm.guard.is_some();
        if !has_let_guard && (deleted.is_some() || always.is_some() || never.is_some()) {
            let range = guard.clone().unwrap_or(end..end);
            self.edits.push((range, Edit::Arm { deleted, guard, always, never }));
        }
        syn::visit::visit_arm(self, arm);
    }

    fn visit_expr_struct(&mut self, item: &'ast syn::ExprStruct) {
        if let Some(base) = &item.rest {
            for field in &item.fields {
                let range = self.source.range(field.span());
                let Some((number, _)) = self.take(range.start, Kind::Field).into_iter().next() else { continue };
                let name = self.source.text[self.source.range(field.member.span())].to_owned();
                let value = field.colon_token.map(|_| self.source.range(field.expr.span()));
                let base = self.source.range(base.span());
                self.edits.push((range, Edit::Field { number, name, value, base }));
            }
        }
        syn::visit::visit_expr_struct(self, item);
    }
}

/// Whether it is `impl` of something.
fn is_some(output: &syn::ReturnType) -> bool {
    matches!(output, syn::ReturnType::Type(_, kind) if matches!(**kind, syn::Type::ImplTrait(_)))
}

fn boxed((number, value): (usize, String)) -> (usize, String) {
    (number, format!("Box::new({value}) as Box<dyn Iterator<Item = _>>"))
}

/// Whether it is a condition with a pattern.
fn has_let(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::Place;

    /// The text with one mutant at the place where `at` begins, and what is switched.
    fn with(text: &str, at: &str, kind: Kind, replacement: &str) -> (String, Vec<usize>) {
        let start = text.find(at).unwrap();
        let line = text[..start].matches('\n').count() + 1;
        let column = text[..start].rsplit('\n').next().unwrap().chars().count() + 1;
        let span = Place { line, column }..Place { line, column: column + 1 };
        let mutant = Mutant {
            key: String::new(),
            name: String::new(),
            file: String::new(),
            function: String::new(),
            kind,
            span,
            replacement: replacement.to_owned(),
        };
        let Rewritten { text, switched } = rewrite(text, &[(7, &mutant)], &[]).unwrap();
        syn::parse_file(&text).unwrap();
        (text.replace("::sigill_domain::mutant::is_on(7)", "ON"), switched)
    }

    #[test]
    fn each_kind_of_mutant_gets_its_switch() {
        let cases = [
            ("fn f() -> u8 { 1 }", "1 }", Kind::Value, "0", "fn f() -> u8 { /*<7*/if ON { return 0; }/*7>*/1 }"),
            ("const fn f() -> u8 { 1 }", "1 }", Kind::Value, "0", " fn f() -> u8 { /*<7*/if ON { return 0; }/*7>*/1 }"),
            (
                "fn f() -> impl Iterator { a() }",
                "a()",
                Kind::Value,
                "b()",
                "fn f() -> impl Iterator { /*<7*/if ON { return Box::new(b()) as Box<dyn Iterator<Item = _>>; }/*7>*/\
                 /*<7*/Box::new(a()) as Box<dyn Iterator<Item = _>>/*7>*/ }",
            ),
            ("fn f() { é == b }", "==", Kind::Binary, "!=", "fn f() { /*<7*/(((é) == (b)) != ON)/*7>*/ }"),
            (
                "fn f() { a && b() }",
                "&&",
                Kind::Binary,
                "||",
                "fn f() { /*<7*/(match a { left if left == ON => left, _ => b() })/*7>*/ }",
            ),
            (
                "fn f() { a || b }",
                "||",
                Kind::Binary,
                "&&",
                "fn f() { /*<7*/(match a { left if left != ON => left, _ => b })/*7>*/ }",
            ),
            (
                "fn f() { a < b }",
                "<",
                Kind::Binary,
                "<=",
                "fn f() { /*<7*/(if ON { /*<7*/(a) <= (b)/*7>*/ } else { a < b })/*7>*/ }",
            ),
            (
                "fn f() { a += b; }",
                "+=",
                Kind::Binary,
                "-=",
                "fn f() { /*<7*/if ON { /*<7*/(a) -= (b)/*7>*/ } else { a += b }/*7>*/; }",
            ),
            ("fn f() { !a }", "!", Kind::Unary, "", "fn f() { /*<7*/(!(a) != ON)/*7>*/ }"),
            (
                "fn f() { match a { b if c => 1, _ => 2 } }",
                "c =>",
                Kind::Guard,
                "true",
                "fn f() { match a { b if /*<7*/(ON || (c))/*7>*/ => 1, _ => 2 } }",
            ),
            (
                "fn f() { match a { b => 1, _ => 2 } }",
                "b =>",
                Kind::Arm,
                "",
                "fn f() { match a { b if /*<7*/!ON && (true)/*7>*/ => 1, _ => 2 } }",
            ),
            (
                "fn f() { S { a: 1, ..b } }",
                "a:",
                Kind::Field,
                "",
                "fn f() { S { a: /*<7*/if ON { b.a } else { 1 }/*7>*/, ..b } }",
            ),
        ];
        for (text, at, kind, replacement, expected) in cases {
            assert_eq!(with(text, at, kind, replacement), (expected.to_owned(), vec![7]), "{text}");
        }
    }

    #[test]
    fn what_is_computed_while_compiling_and_conditions_with_patterns_have_no_switch() {
        let cases = [
            ("const A: u8 = 1 + 2;", "+", Kind::Binary, "-"),
            ("fn f() { if let Some(a) = b && c {} }", "&&", Kind::Binary, "||"),
        ];
        for (text, at, kind, replacement) in cases {
            assert_eq!(with(text, at, kind, replacement), (text.to_owned(), vec![]), "{text}");
        }
    }
}
