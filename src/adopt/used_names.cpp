#include "adopt/used_names.h"

#include "adopt/detail/paragraph_text.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace gongwen::adopt {
namespace {

/// Macros of `shared/form/word-page.html`.
constexpr auto kFieldMacros =
    std::to_array<std::string_view>({"field", "field_date", "field_long", "field_list", "field_box"});

constexpr std::array<std::string_view, 18> kKeywords{"if",   "elif",  "else",  "for",   "in",        "not",
                                                     "and",  "or",    "is",    "true",  "True",      "none",
                                                     "None", "false", "False", "print", "recursive", "loop"};
constexpr std::array<std::string_view, 4> kDateFilters{"cn_date", "cn_month", "date", "month_day"};

/// The end of the name that begins at `at`, or `at` if no name does. Names have letters of all scripts, digits and `_`,
/// as in the template language.
std::size_t name_end(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const base::DecodedCodePoint decoded = base::decode_utf8(text, at);
    if (decoded.code_point != U'_' && !base::is_word_character(decoded.code_point)) break;
    at += decoded.length;
  }
  return at;
}

/// The end of a number or of a path of names: `1.5`, `loop.index`.
std::size_t path_end(std::string_view text, std::size_t at) {
  for (;;) {
    at = name_end(text, at);
    if (at >= text.size() || text[at] != '.') return at;
    ++at;
  }
}

/// A path such as `item.name`, and what the expression does with it.
struct Use {
  std::vector<std::string> path;
  bool is_optional = false;
  bool is_asked_for = false;
  bool is_date = false;
  bool has_method = false;  // `text.strip()`, `members.items()`
  std::size_t list = 0;     // how much of the path leads to a list of which an item is taken; 0: none
};

/// Finds the paths in an expression, and leaves out names of filters, tests and functions.
std::vector<Use> uses_of(std::string_view text) {
  std::vector<Use> uses;
  std::string_view before;    // the word before: `|`, `is`, or other
  bool is_condition = false;  // of `a if b else c`
  std::size_t depth = 0;      // of brackets, in which names before `=` are those of arguments
  for (std::size_t at = 0; at < text.size();) {
    const char sign = text[at];
    if (sign == '"' || sign == '\'') {
      ++at;
      while (at < text.size() && text[at] != sign) at += text[at] == '\\' ? 2 : 1;
      ++at;
      before = {};
      continue;
    }
    if (sign == '|') {
      before = "|";
      ++at;
      continue;
    }
    if (base::is_ascii_digit(sign)) {
      at = path_end(text, at);
      continue;
    }
    const std::size_t end = name_end(text, at);
    if (end == at) {
      if (!base::is_ascii_space(sign)) before = {};
      if (sign == '(' || sign == '[' || sign == '{') ++depth;
      if ((sign == ')' || sign == ']' || sign == '}') && depth > 0) --depth;
      ++at;
      continue;
    }
    const std::string_view word = text.substr(at, end - at);
    at = end;
    if (const std::size_t equals = text.find_first_not_of(' ', end); depth > 0 && equals != std::string_view::npos &&
                                                                     text[equals] == '=' &&
                                                                     !text.substr(equals).starts_with("==")) {
      before = {};
      continue;
    }
    if (before == "|") {
      if (!uses.empty() && std::find(kDateFilters.begin(), kDateFilters.end(), word) != kDateFilters.end())
        uses.back().is_date = true;
      if (!uses.empty() && (word == "default" || word == "d")) uses.back().is_optional = true;
      before = {};
      continue;
    }
    if (before == "is") {
      if (word == "not") continue;
      if (!uses.empty() && (word == "defined" || word == "undefined" || word == "none")) {
        uses.back().is_optional = uses.back().is_asked_for = true;
      }
      before = {};
      continue;
    }
    if (std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end()) {
      before = word;
      if (word == "if") is_condition = true;
      if (word == "else") is_condition = false;
      // `x or "none"` has an answer where x is not given.
      if (word == "or" && !uses.empty()) uses.back().is_optional = true;
      // `loop.index` is no datum.
      if (word == "loop") at = path_end(text, at);
      continue;
    }
    before = {};
    Use use;
    use.is_optional = is_condition;
    use.path.emplace_back(word);
    while (at < text.size()) {
      const std::size_t stop = text[at] == '.' ? name_end(text, at + 1) : at;
      if (stop > at + 1 && !base::is_ascii_digit(text[at + 1])) {
        // A method, such as `items()`, is no member.
        if (stop < text.size() && text[stop] == '(') {
          use.has_method = true;
          at = stop;
          break;
        }
        use.path.emplace_back(text.substr(at + 1, stop - at - 1));
        at = stop;
      } else if (text[at] == '[' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\'')) {
        const std::size_t quote = text.find(text[at + 1], at + 2);
        if (quote == std::string_view::npos) break;
        use.path.emplace_back(text.substr(at + 2, quote - at - 2));
        at = std::min(text.size(), quote + 2);
      } else if (text[at] == '[' && text.find_first_not_of("0123456789-", at + 1) < text.size() &&
                 text[text.find_first_not_of("0123456789-", at + 1)] == ']') {
        // An item of a list.
        use.list = use.path.size();
        at = text.find(']', at) + 1;
      } else {
        break;
      }
    }
    const bool is_call = at < text.size() && text[at] == '(' && use.path.size() == 1 && !use.has_method;
    if (!is_call) uses.push_back(std::move(use));
  }
  return uses;
}

class NameCollector {
 public:
  void add(const Tag& tag) {
    if (tag.type == TagType::Comment) return;
    std::string_view text = tag.text;
    text = text.substr(2, text.size() - 4);
    while (!text.empty() && (text.front() == '-' || text.front() == '+' || text.front() == ' ')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == '-' || text.back() == ' ')) text.remove_suffix(1);
    if (tag.type == TagType::Value) return note_all(text, false);
    const std::string_view word = text.substr(0, text.find_first_of(" ("));
    const std::string_view rest = text.substr(word.size());
    if (word == "for") return open_loop(rest);
    if (word == "endfor") {
      if (!loops_.empty()) loops_.pop_back();
    } else if (word == "if" || word == "elif") {
      note_all(rest, true);
    } else if (word == "set") {
      const std::size_t equals = rest.find('=');
      note_all(equals == std::string_view::npos ? std::string_view() : rest.substr(equals + 1), false);
      for (const Use& own : uses_of(rest.substr(0, equals))) own_.push_back(own.path.front());
    } else if (word == "with") {
      note_with(rest);
    } else if (word == "print") {
      note_all(rest, false);
    }
  }

  UsedName take() { return std::move(root_); }

 private:
  struct Loop {
    std::vector<std::string> names;
    std::vector<std::string> path;  // of the list
  };

  void open_loop(std::string_view text) {
    const std::size_t in = text.find(" in ");
    Loop loop;
    if (in != std::string_view::npos) {
      for (const Use& name : uses_of(text.substr(0, in))) loop.names.push_back(name.path.front());
      std::string_view list = text.substr(in + 4);
      const std::size_t condition = list.find(" if ");
      const std::vector<Use> uses = uses_of(list.substr(0, condition));
      if (!uses.empty()) {
        loop.path = full_path(uses.front().path);
        // Methods such as `items()` walk over an object.
        UsedName* const found = note(loop.path);
        if (found != nullptr && !uses.front().has_method) found->is_list = true;
        // `a + b` walks over both; names behind a filter are its arguments.
        const bool is_sum = list.find('+') != std::string_view::npos && list.find('|') == std::string_view::npos;
        for (std::size_t i = 1; is_sum && i < uses.size(); ++i) {
          UsedName* const other = note(full_path(uses[i].path));
          if (other != nullptr && !uses[i].has_method) other->is_list = true;
        }
      }
      loops_.push_back(loop);
      if (condition != std::string_view::npos) note_all(list.substr(condition + 4), true);
      return;
    }
    loops_.push_back(loop);
  }

  /// `with a = b, c = d`: the names before the signs are the template's own.
  void note_with(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      while (at < text.size() && (text[at] == ' ' || text[at] == ',')) ++at;
      const std::size_t end = name_end(text, at);
      const std::size_t equals = text.find_first_not_of(' ', end);
      if (end == at || equals == std::string_view::npos || text[equals] != '=') return note_all(text.substr(at), false);
      // Up to the next name with a sign; commas within calls and lists come before none.
      std::size_t next = text.find(',', equals);
      while (next != std::string_view::npos) {
        const std::size_t begin = text.find_first_not_of(' ', next + 1);
        const std::size_t stop = begin == std::string_view::npos ? begin : name_end(text, begin);
        const std::size_t sign =
            stop == begin || stop == std::string_view::npos ? stop : text.find_first_not_of(' ', stop);
        if (sign != std::string_view::npos && text[sign] == '=' && !text.substr(sign).starts_with("==")) break;
        next = text.find(',', next + 1);
      }
      note_all(text.substr(equals + 1, next == std::string_view::npos ? next : next - equals - 1), false);
      own_.emplace_back(text.substr(at, end - at));
      at = next == std::string_view::npos ? text.size() : next;
    }
  }

  void note_all(std::string_view text, bool is_condition) {
    for (const Use& use : uses_of(text)) {
      if (std::find(own_.begin(), own_.end(), use.path.front()) != own_.end()) continue;
      UsedName* const found = note(full_path(use.path));
      if (found == nullptr) continue;
      found->is_tested = found->is_tested || is_condition || use.is_optional;
      found->is_asked_for = found->is_asked_for || use.is_asked_for;
      found->is_date = found->is_date || use.is_date;
      if (use.list == 0) continue;
      const auto end = use.path.begin() + static_cast<std::ptrdiff_t>(use.list);
      if (UsedName* const list = note(full_path({use.path.begin(), end}))) list->is_list = true;
    }
  }

  /// With the name of a loop replaced by the list that it walks over.
  std::vector<std::string> full_path(const std::vector<std::string>& path) const {
    for (auto loop = loops_.rbegin(); loop != loops_.rend(); ++loop) {
      if (std::find(loop->names.begin(), loop->names.end(), path.front()) == loop->names.end()) continue;
      std::vector<std::string> full = loop->path;
      full.insert(full.end(), path.begin() + 1, path.end());
      return full;
    }
    return path;
  }

  UsedName* note(const std::vector<std::string>& path) {
    UsedName* place = &root_;
    for (const std::string& name : path) {
      const auto found = std::find_if(place->members.begin(), place->members.end(),
                                      [&](const UsedName& one) { return one.name == name; });
      if (found != place->members.end()) {
        place = &*found;
      } else {
        place->members.push_back({.name = name, .members = {}});
        place = &place->members.back();
      }
    }
    return path.empty() ? nullptr : place;
  }

  UsedName root_;
  std::vector<Loop> loops_;
  std::vector<std::string> own_{kFieldMacros.begin(), kFieldMacros.end()};  // names that need no data
};

/// Takes the tags of stories in the order in which the page has them: notes stand at their marks and text boxes before
/// their paragraphs, within the loops around.
class TagWalk {
 public:
  explicit TagWalk(const word::Document& document) : document_(document), is_done_(document.stories.size()) {}

  UsedName run() {
    const auto title = document_.core_properties.find("title");
    if (title != document_.core_properties.end()) add(find_tags(title->second), std::string::npos);
    for (std::size_t i = 0; i < document_.stories.size(); ++i) {
      if (document_.stories[i].type == word::StoryType::Body) add_story(i);
    }
    for (std::size_t i = 0; i < document_.stories.size(); ++i) add_story(i);
    return names_.take();
  }

 private:
  void add_story(std::size_t story) {
    if (story >= is_done_.size() || document_.stories[story].type == word::StoryType::Comment) return;
    if (is_done_[story]) return;
    is_done_[story] = true;
    add_blocks(document_.stories[story].blocks);
  }

  void add_blocks(const std::vector<word::Block>& blocks) {
    for (const word::Block& block : blocks) {
      if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content)) {
        add_paragraph(*paragraph);
        continue;
      }
      for (const word::Row& row : std::get<word::Table>(block.content).rows) {
        for (const word::Cell& cell : row.cells) add_blocks(cell.blocks);
      }
    }
  }

  void add_paragraph(const word::Paragraph& paragraph) {
    const ParagraphText text = text_of(document_, paragraph);
    for (const Piece& piece : text.pieces) {
      if (piece.item != nullptr && piece.item->type == word::InlineType::TextBox) add_story(piece.item->index);
    }
    std::size_t taken = 0;
    for (const Piece& piece : text.pieces) {
      const bool is_picture = piece.item != nullptr && piece.item->type == word::InlineType::Picture &&
                              piece.item->index < document_.pictures.size();
      if (is_picture) {
        taken = add(text.tags, piece.begin, taken);
        add(find_tags(document_.pictures[piece.item->index].description), std::string::npos);
      }
      const bool is_note = piece.item != nullptr && (piece.item->type == word::InlineType::FootnoteMark ||
                                                     piece.item->type == word::InlineType::EndnoteMark);
      if (!is_note) continue;
      taken = add(text.tags, piece.begin, taken);
      add_story(piece.item->index);
    }
    add(text.tags, std::string::npos, taken);
  }

  /// Those from number `first` on that begin before a byte. Returns the number of the next one.
  std::size_t add(const std::vector<Tag>& tags, std::size_t end, std::size_t first = 0) {
    for (; first < tags.size() && tags[first].begin < end; ++first) names_.add(tags[first]);
    return first;
  }

  const word::Document& document_;
  std::vector<bool> is_done_;
  NameCollector names_;
};

}  // namespace

UsedName used_names(const word::Document& document) { return TagWalk(document).run(); }

namespace {

/// Whether a tag of the document is such a one.
bool has_tag(const word::Document& document, const std::function<bool(const Tag&)>& is_such) {
  bool found = false;
  for (const word::Story& story : document.stories) {
    visit_paragraphs(story.blocks, [&](const word::Paragraph& paragraph) {
      if (found) return;
      const ParagraphText text = text_of(document, paragraph);
      found = std::any_of(text.tags.begin(), text.tags.end(), is_such);
    });
  }
  return found;
}

}  // namespace

bool has_tags(const word::Document& document) {
  return has_tag(document, [](const Tag& /*tag*/) { return true; });
}

bool has_field_tags(const word::Document& document) {
  return has_tag(document, [](const Tag& tag) {
    return std::any_of(kFieldMacros.begin(), kFieldMacros.end(), [&](std::string_view name) {
      return tag.text.find(std::string(name) + "(") != std::string::npos;
    });
  });
}

}  // namespace gongwen::adopt
