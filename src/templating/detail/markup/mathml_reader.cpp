#include "templating/detail/markup/mathml_reader.h"

#include "base/escapes.h"
#include "base/utf8.h"
#include "templating/detail/text/python_text.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

// Reads MathML from a value strictly, accepts the elements and attributes that a template may use, and rewrites it.
namespace gongwen::templating {
namespace {

constexpr std::array<std::string_view, 32> kFormulaElements{
    "annotation", "annotation-xml", "maction", "math",   "menclose", "merror",  "mfenced",    "mfrac",
    "mi",         "mmultiscripts",  "mn",      "mo",     "mover",    "mpadded", "mphantom",   "mprescripts",
    "mroot",      "mrow",           "ms",      "mspace", "msqrt",    "mstyle",  "msub",       "msubsup",
    "msup",       "mtable",         "mtd",     "mtext",  "mtr",      "munder",  "munderover", "none"};
constexpr std::array<std::string_view, 6> kTextElements{"annotation", "mi", "mn", "mo", "ms", "mtext"};

/// Attributes that are kept. Styles, classes, identifiers, links and events of a value are not: only the template sets
/// them.
constexpr std::array<std::string_view, 41> kFormulaAttributes{
    "accent",        "accentunder", "actiontype",    "alttext",   "close",         "columnalign",    "columnlines",
    "columnspacing", "columnspan",  "depth",         "display",   "displaystyle",  "fence",          "form",
    "height",        "largeop",     "linethickness", "lquote",    "lspace",        "mathbackground", "mathcolor",
    "mathsize",      "mathvariant", "maxsize",       "minsize",   "movablelimits", "notation",       "open",
    "rowlines",      "rowspacing",  "rowspan",       "rquote",    "rspace",        "scriptlevel",    "selection",
    "separator",     "separators",  "stretchy",      "symmetric", "voffset",       "width"};

/// Attributes without effect on a page, which are dropped without a message.
bool is_idle(std::string_view name) {
  return name.starts_with("xmlns") || name.starts_with("xlink:") || name == "encoding" || name == "id" ||
         name == "class" || name == "xref" || name == "xml:lang" || name.starts_with("data-");
}

template <std::size_t Count>
bool holds(const std::array<std::string_view, Count>& names, std::string_view name) {
  return !name.empty() && std::find(names.begin(), names.end(), name) != names.end();
}

struct MathmlStop {
  FormulaProblem problem;
};

class MathmlReader {
 public:
  explicit MathmlReader(std::string_view text) : text_(text) {}

  /// The content of a math element; `attributes` are its own.
  std::string read(std::string& attributes) {
    while (at_ < text_.size()) {
      if (text_[at_] == '<') {
        read_tag(attributes);
      } else {
        read_text();
      }
    }
    if (!open_.empty()) stop(FormulaProblemKind::Unfinished, open_.back().place, "<" + open_.back().name + ">");
    return out_;
  }

 private:
  struct Open {
    std::string name;
    std::size_t place = 0;
    bool is_written = true;
    std::size_t rows = 0;    // of a table
    std::size_t cells = 0;   // of a row
    std::size_t widest = 0;  // of a table: the most cells of a row
  };

  [[noreturn]] void stop(FormulaProblemKind kind, std::size_t at, std::string what) const {
    throw MathmlStop{{kind, base::count_code_points(text_.substr(0, at)) + 1, std::move(what)}};
  }

  bool is_written() const {
    return std::all_of(open_.begin(), open_.end(), [](const Open& each) { return each.is_written; });
  }

  void read_text() {
    const std::size_t begin = at_;
    at_ = std::min(text_.find('<', at_), text_.size());
    const std::string text = unescape_html(text_.substr(begin, at_ - begin));
    if (base::trim_ascii_space(text).empty()) {
      if (!open_.empty() && is_written() && holds(kTextElements, open_.back().name)) out_ += text;
      return;
    }
    const bool is_hidden = !is_written();
    if (!is_hidden && (open_.empty() || !holds(kTextElements, open_.back().name))) {
      stop(FormulaProblemKind::Misplaced, begin,
           std::string(base::first_code_points(base::trim_ascii_space(text), 20)));
    }
    if (!is_hidden) out_ += base::escape_markup(text);
  }

  void read_tag(std::string& math_attributes) {
    const std::size_t begin = at_;
    if (text_.substr(at_).starts_with("<!--")) {
      const std::size_t end = text_.find("-->", at_ + 4);
      if (end == std::string_view::npos) stop(FormulaProblemKind::Unfinished, begin, "<!--");
      at_ = end + 3;
      return;
    }
    if (text_.substr(at_).starts_with("<?xml ")) {
      const std::size_t end = text_.find("?>", at_);
      if (end == std::string_view::npos) stop(FormulaProblemKind::Unfinished, begin, "<?xml");
      at_ = end + 2;
      return;
    }
    for (const std::string_view other : {"<!DOCTYPE", "<![CDATA["}) {
      if (text_.substr(at_).starts_with(other)) stop(FormulaProblemKind::Unknown, begin, std::string(other));
    }
    const bool is_end = at_ + 1 < text_.size() && text_[at_ + 1] == '/';
    at_ += is_end ? 2 : 1;
    const std::string name = take_name();
    if (is_end) return read_end(begin, name);
    // Annotations for other programs may contain anything.
    if (is_written() && name != "semantics" && !holds(kFormulaElements, name)) {
      stop(FormulaProblemKind::Unknown, begin, "<" + name);
    }
    std::string attributes;
    bool is_closed = false;
    for (;;) {
      while (at_ < text_.size() && base::is_ascii_space(text_[at_])) ++at_;
      if (at_ >= text_.size()) stop(FormulaProblemKind::Unfinished, begin, "<" + name);
      if (text_[at_] == '>') break;
      if (text_.substr(at_).starts_with("/>")) {
        is_closed = true;
        ++at_;
        break;
      }
      attributes += take_attribute(begin, name);
    }
    ++at_;
    const bool is_outermost = name == "math";
    if (is_outermost && (!open_.empty() || had_math_ || !out_.empty()))
      stop(FormulaProblemKind::Misplaced, begin, "<math>");
    if (had_math_ && open_.empty()) stop(FormulaProblemKind::Misplaced, begin, "<" + name + ">");
    had_math_ = had_math_ || is_outermost;
    if (open_.size() >= static_cast<std::size_t>(kMaxFormulaNesting)) {
      stop(FormulaProblemKind::TooDeep, begin, std::to_string(kMaxFormulaNesting));
    }
    if (is_written() && !open_.empty() && holds(kTextElements, open_.back().name)) {
      stop(FormulaProblemKind::Misplaced, begin, "<" + name + ">");
    }
    // Annotations are meant for programs, and semantics only holds them.
    const bool is_kept = name != "annotation" && name != "annotation-xml";
    const bool is_wrapper = is_outermost || name == "semantics";
    if (is_outermost) math_attributes = attributes;
    count_cell(begin, name);
    open_.push_back({name, begin, is_kept});
    if (is_written() && !is_wrapper) out_ += "<" + name + attributes + ">";
    if (is_closed) close();
  }

  /// A row or a cell is one more of the table around it.
  void count_cell(std::size_t begin, std::string_view name) {
    if (name != "mtr" && name != "mtd") return;
    const auto table = std::find_if(open_.rbegin(), open_.rend(), [](const Open& one) { return one.name == "mtable"; });
    if (table == open_.rend()) return;
    if (name == "mtr" || open_.back().name != "mtr") ++table->rows;
    const std::size_t cells = name == "mtr" ? 0 : open_.back().name == "mtr" ? ++open_.back().cells : 1;
    table->widest = std::max(table->widest, cells);
    if (table->rows * table->widest > kMaxFormulaCells) {
      stop(FormulaProblemKind::TooManyCells, begin, std::to_string(kMaxFormulaCells));
    }
  }

  void read_end(std::size_t begin, const std::string& name) {
    while (at_ < text_.size() && base::is_ascii_space(text_[at_])) ++at_;
    if (at_ >= text_.size() || text_[at_] != '>') stop(FormulaProblemKind::Unfinished, begin, "</" + name);
    ++at_;
    if (open_.empty() || open_.back().name != name) stop(FormulaProblemKind::Misplaced, begin, "</" + name + ">");
    close();
  }

  void close() {
    const std::string& name = open_.back().name;
    if (is_written() && name != "math" && name != "semantics") out_ += "</" + name + ">";
    open_.pop_back();
  }

  /// Without the prefix of a name space: `m:mi`, `mml:mi`.
  std::string take_name() {
    const std::size_t begin = at_;
    const auto is_of_name = [](char c) {
      return base::is_ascii_alnum(c) || c == '-' || c == ':' || c == '_';
    };
    while (at_ < text_.size() && is_of_name(text_[at_])) ++at_;
    std::string name = base::ascii_lowercase(text_.substr(begin, at_ - begin));
    if (name.starts_with("m:")) name.erase(0, 2);
    if (name.starts_with("mml:")) name.erase(0, 4);
    return name;
  }

  std::string take_attribute(std::size_t tag, const std::string& element) {
    const std::size_t begin = at_;
    const std::string name = take_name();
    if (name.empty())
      stop(FormulaProblemKind::Misplaced, at_, std::string(base::first_code_points(text_.substr(at_), 1)));
    while (at_ < text_.size() && base::is_ascii_space(text_[at_])) ++at_;
    if (at_ >= text_.size() || text_[at_] != '=') stop(FormulaProblemKind::Unfinished, begin, name);
    ++at_;
    while (at_ < text_.size() && base::is_ascii_space(text_[at_])) ++at_;
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '"' && quote != '\'') stop(FormulaProblemKind::Unfinished, begin, name);
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) stop(FormulaProblemKind::Unfinished, tag, "<" + element);
    const std::string value = unescape_html(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    if (!is_written() || is_idle(name) || (element == "math" && name == "display")) return {};
    if (!holds(kFormulaAttributes, name)) stop(FormulaProblemKind::Unknown, begin, name);
    return " " + name + "=\"" + base::escape_attribute(value) + "\"";
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
  std::vector<Open> open_;
  bool had_math_ = false;
};

}  // namespace

FormulaMarkup from_mathml(std::string_view text, FormulaPlace place) {
  FormulaMarkup result;
  try {
    std::string attributes;
    const std::string content = MathmlReader(text).read(attributes);
    if (place == FormulaPlace::OwnLine) attributes += " display=\"block\"";
    result.mathml = "<math" + attributes + ">" + content + "</math>";
  } catch (MathmlStop& stopped) {
    result.problem = std::move(stopped.problem);
  }
  return result;
}

}  // namespace gongwen::templating
