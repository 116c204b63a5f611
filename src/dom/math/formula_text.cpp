#include "dom/math/formula_text.h"

#include "base/utf8.h"
#include "dom/math/letters.h"
#include "dom/math/operators.h"

namespace gongwen::math {
namespace {

class LinearWriter {
 public:
  std::string text(const Part& part) {
    write(part);
    return base::collapse_ascii_space(base::to_utf8(out_));
  }

 private:
  /// Whether a part stays together without brackets around it.
  static bool is_single(const Part& part) {
    const Part& inner = without_rows(part);
    switch (inner.kind) {
      case PartKind::Identifier:
      case PartKind::Number:
      case PartKind::Text:
      case PartKind::Operator:
      case PartKind::Scripts:
      case PartKind::Root:
      case PartKind::Table: return true;
      case PartKind::Row: return is_bracketed(inner);
      default: return false;
    }
  }

  static bool is_bracketed(const Part& row) {
    if (row.parts.size() < 2) return row.parts.empty();
    const Part* const open = core_operator(row.parts.front());
    const Part* const close = core_operator(row.parts.back());
    if (open == nullptr || close == nullptr || bracket_step(open->text) != 1) return false;
    int depth = 0;
    for (std::size_t i = 0; i < row.parts.size(); ++i) {
      if (row.parts[i].kind == PartKind::Operator) depth += bracket_step(row.parts[i].text);
      if (depth <= 0) return i + 1 == row.parts.size() && depth == 0;
    }
    return false;
  }

  void write_single(const Part& part) {
    const bool needs_brackets = !is_single(part);
    if (needs_brackets) out_ += U'(';
    write(part);
    if (needs_brackets) out_ += U')';
  }

  void write_text(std::u32string_view text) {
    for (const char32_t c : text) {
      if (!is_invisible(c)) out_ += c;
    }
  }

  /// Relations have blanks on both sides, as in text: `v = s/t`.
  void write_operator(const Part& part, OperatorForm form) {
    const LineEnd end = form == OperatorForm::Infix ? line_end_after(part.text) : LineEnd::None;
    const bool is_separator = part.text == U"," || part.text == U";";
    if (end == LineEnd::AfterRelation) out_ += U' ';
    // As it is shown (MathML Core section 3.2.4).
    write_text(part.text == U"-" ? std::u32string_view(U"−") : part.text);
    if (end == LineEnd::AfterRelation || is_separator) out_ += U' ';
  }

  static bool has_scripts(const Part& part) {
    return part.kind == PartKind::Scripts || part.kind == PartKind::Limits || part.kind == PartKind::MultiScripts;
  }

  /// Whether the following part would be read as part of the factor that ends before this place of the row: `ab/c` is
  /// not `a` and a fraction.
  static bool follows_factor(const Part& row, std::size_t place) {
    if (place == 0) return false;
    const Part& before = without_rows(row.parts[place - 1]);
    if (before.kind == PartKind::Space) return false;
    return before.kind != PartKind::Operator || is_invisible(before.text) || bracket_step(before.text) == -1 ||
           form_in_row(row, place - 1) == OperatorForm::Postfix;
  }

  /// The same for the part before a place: `1/2x` is not a half of x.
  static bool precedes_factor(const Part& row, std::size_t place) {
    if (place + 1 >= row.parts.size()) return false;
    const Part& behind = without_rows(row.parts[place + 1]);
    if (behind.kind == PartKind::Space) return false;
    if (behind.kind != PartKind::Operator) return true;
    if (is_invisible(behind.text)) return true;
    // |x| may begin here, but not at the last sign.
    if (behind.text == U"|" && place + 2 < row.parts.size()) return true;
    const int step = bracket_step(behind.text);
    const bool is_infix = form_in_row(row, place + 1) == OperatorForm::Infix;
    return step == 1 || (step == 0 && behind.text != U"|" && !is_infix);
  }

  /// Separates parts that are side by side on the page without a sign: `3 1/2`, `√x y`, `a (b/c)d`.
  void write_row(const Part& row) {
    for (std::size_t i = 0; i < row.parts.size(); ++i) {
      if (row.parts[i].kind == PartKind::Operator) {
        // In aligned formulas, such as `a | = b`, the left side is in the cell before.
        const bool relates_cells = i == 0 && row.kind == PartKind::TableCell && begins_with_relation(row);
        write_operator(row.parts[i], relates_cells ? OperatorForm::Infix : form_in_row(row, i));
        continue;
      }
      const Part& part = without_rows(row.parts[i]);
      const bool follows = follows_factor(row, i) && !out_.empty();
      const Part* const before = i > 0 ? &without_rows(row.parts[i - 1]) : nullptr;
      const auto is_word = [](const Part& one) {
        return one.kind == PartKind::Identifier && one.text.size() > 1;
      };
      const bool is_number = part.kind == PartKind::Fraction || part.kind == PartKind::Number;
      const bool are_numbers = follows && before->kind == PartKind::Number && is_number;
      const bool is_after_end = follows && (has_scripts(*before) || before->kind == PartKind::Root);
      if (follows && (is_word(part) || is_word(*before) || are_numbers || is_after_end)) out_ += U' ';
      const bool is_mixed = are_numbers && !precedes_factor(row, i);
      const bool needs_brackets = part.kind == PartKind::Fraction && !is_mixed && (follows || precedes_factor(row, i));
      if (needs_brackets) out_ += U'(';
      write(part);
      if (needs_brackets) out_ += U')';
    }
  }

  /// A base that has scripts or is a root itself needs brackets: `(x^2)^3`, `(√x)^2`.
  void write_base(const Part& base) {
    const Part& inner = without_rows(base);
    if (!has_scripts(inner) && inner.kind != PartKind::Root) return write_single(base);
    out_ += U'(';
    write(base);
    out_ += U')';
  }

  void write_script(char32_t mark, const Part& script) {
    if (script.is_empty_row()) return;
    const Part& inner = without_rows(script);
    // Primes stay in their places.
    const bool is_prime = mark == U'^' && inner.kind == PartKind::Operator && !inner.text.empty() &&
                          inner.text[0] >= 0x2032 && inner.text[0] <= 0x2037;
    if (!is_prime) out_ += mark;
    if (inner.kind == PartKind::Scripts) return write_base(script);
    write_single(script);
  }

  void write_limits(const Part& part) {
    const Part* const over = part.above();
    const Part* const accent = over == nullptr ? nullptr : core_operator(*over);
    const bool is_accent = accent != nullptr && &without_rows(*over) == accent && !part.has_below &&
                           line_end_after(accent->text) == LineEnd::None;
    write_base(part.base());
    if (is_accent) return write_text(accent->text);
    if (part.below() != nullptr) write_script(U'_', *part.below());
    if (over != nullptr) write_script(U'^', *over);
  }

  void write_multiscripts(const Part& part) {
    const std::size_t pairs = (part.parts.size() - 1) / 2;
    const std::size_t behind = pairs - part.prescripts;
    const auto write_pair = [&](std::size_t pair) {
      write_script(U'_', part.parts[1 + 2 * pair]);
      write_script(U'^', part.parts[2 + 2 * pair]);
    };
    for (std::size_t pair = behind; pair < pairs; ++pair) write_pair(pair);
    write_base(part.base());
    for (std::size_t pair = 0; pair < behind; ++pair) write_pair(pair);
  }

  void write_root(const Part& part) {
    if (part.parts.size() == 2) {
      const Part& degree = without_rows(part.parts[1]);
      if (degree.kind == PartKind::Number && (degree.text == U"3" || degree.text == U"4")) {
        out_ += degree.text == U"3" ? U'∛' : U'∜';
      } else {
        out_ += U"√[";
        write(part.parts[1]);
        out_ += U']';
      }
    } else {
      out_ += U'√';
    }
    write_single(part.base());
  }

  /// `1, 0; 0, 1`, in added brackets if it has none: the brackets of a matrix are next to the table.
  void write_table(const Part& part) {
    for (std::size_t i = 0; i < part.parts.size(); ++i) {
      if (i > 0) out_ += U"; ";
      const std::vector<Part>& cells = part.parts[i].parts;
      bool has_any = false;
      for (const Part& cell : cells) {
        const std::size_t before = out_.size();
        const bool is_separated = out_.ends_with(U", ") || out_.ends_with(U"; ");
        if (has_any && !is_separated && !begins_with_relation(cell)) out_ += U", ";
        const std::size_t begin = out_.size();
        write_row(cell);
        if (out_.size() == begin) out_.resize(before);
        has_any = has_any || out_.size() > begin;
      }
    }
  }

  void write(const Part& part) {
    switch (part.kind) {
      case PartKind::Identifier:
      case PartKind::Number:
      case PartKind::Text: return write_text(part.text);
      case PartKind::Operator: return write_operator(part, OperatorForm::Prefix);
      case PartKind::Space:
        if (!out_.empty()) out_ += U' ';
        return;
      case PartKind::Fraction:
        write_single(part.parts[0]);
        // A binomial is not a quotient; Unicode's linear format for formulas has this sign for it.
        out_ += part.has_bar ? U'/' : U'¦';
        return write_single(part.parts[1]);
      case PartKind::Root: return write_root(part);
      case PartKind::Scripts:
        write_base(part.base());
        if (part.below() != nullptr) write_script(U'_', *part.below());
        if (part.above() != nullptr) write_script(U'^', *part.above());
        return;
      case PartKind::Limits: return write_limits(part);
      case PartKind::MultiScripts: return write_multiscripts(part);
      case PartKind::Table: return write_table(part);
      case PartKind::Phantom: return;
      case PartKind::Row:
      case PartKind::TableRow:
      case PartKind::TableCell:
      case PartKind::Padded:
      case PartKind::Enclosed:
      case PartKind::Error: return write_row(part);
    }
  }

  std::u32string out_;
};

}  // namespace

std::string linear_text(const Part& formula) { return LinearWriter().text(formula); }

std::string alternative_of_formula(const dom::Tree& tree, dom::NodeId math, const SightOf& sight_of) {
  for (const std::string_view name : {"alttext", "aria-label"}) {
    std::string text = base::collapse_ascii_space(attribute_of(tree, math, name));
    if (!text.empty()) return text;
  }
  return linear_text(read_formula(tree, math, sight_of));
}

}  // namespace gongwen::math
