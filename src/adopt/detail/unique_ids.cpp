#include "adopt/detail/unique_ids.h"

#include "base/utf8.h"
#include "word/part_elements.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>
#include <vector>

namespace gongwen::adopt {
namespace {

using word::PartElement;
using word::PartElements;

/// Marks with a number of their own.
constexpr auto kSingleMarks = std::to_array<std::string_view>(
    {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange",
     "trPrChange", "tcPrChange", "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge"});
/// Marks that begin and end something; the end has the number of the start.
constexpr auto kRanges =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"bookmarkStart", "bookmarkEnd"},
                                                                  {"permStart", "permEnd"},
                                                                  {"moveFromRangeStart", "moveFromRangeEnd"},
                                                                  {"moveToRangeStart", "moveToRangeEnd"}});
constexpr auto kShapes = std::to_array<std::string_view>(
    {"shape", "rect", "roundrect", "oval", "line", "polyline", "curve", "arc", "image"});
/// Elements that must contain a paragraph.
constexpr auto kHolders = std::to_array<std::string_view>(
    {"tc", "hdr", "ftr", "footnote", "endnote", "comment", "txbxContent", "body", "docPartBody"});
constexpr std::size_t kLongestName = 40;  // of a bookmark

template <typename List>
bool contains(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::int64_t next_free(const std::set<std::int64_t>& used) {
  return used.empty() || *used.rbegin() < 0 ? 1 : *used.rbegin() + 1;
}

/// Ids of controls may be any 32-bit numbers, so the highest one may have no successor.
std::int64_t first_free(const std::set<std::int64_t>& used) {
  std::int64_t number = 1;
  for (auto at = used.lower_bound(1); at != used.end() && *at == number; ++at) ++number;
  return number;
}

/// The document of one part, and the changes to it.
class Finisher {
 public:
  Finisher(std::string_view xml, const PartElements& elements, UsedIds& used)
      : xml_(xml), elements_(elements.all), used_(used), is_removed_(elements.all.size()) {}

  std::string run() {
    for (const PartElement& element : elements_) {
      number(element);
    }
    // Starts whose ends a condition has left out.
    for (const auto& [key, start] : open_) remove(start);
    // From the inside to the outside: a table without rows may be all that its cell contains.
    for (std::size_t i = elements_.size(); i-- > 0;) check_contents(i);
    return changed();
  }

  void note() {
    for (const PartElement& element : elements_) note(element);
  }

 private:
  struct Change {
    std::size_t begin;
    std::size_t end;
    std::string text;
  };

  std::optional<std::string_view> value(const PartElement& element, std::string_view attribute) const {
    const auto place = word::find_attribute(xml_, element, attribute);
    if (!place) return std::nullopt;
    return xml_.substr(place->begin, place->end - place->begin);
  }

  void set(const PartElement& element, std::string_view attribute, std::string text) {
    if (const auto place = word::find_attribute(xml_, element, attribute))
      changes_.push_back({place->begin, place->end, std::move(text)});
  }

  /// Removes an attribute with its name.
  void drop(const PartElement& element, std::string_view attribute) {
    const auto place = word::find_attribute(xml_, element, attribute);
    if (!place) return;
    std::size_t begin = place->begin;
    while (begin > element.begin && !base::is_ascii_space(xml_[begin])) --begin;
    changes_.push_back({begin, place->end + 1, {}});
  }

  void remove(std::size_t index) {
    is_removed_[index] = true;
    changes_.push_back({elements_[index].begin, elements_[index].end, {}});
  }

  std::size_t index_of(const PartElement& element) const {
    return static_cast<std::size_t>(&element - elements_.data());
  }

  bool is_control_id(const PartElement& element) const {
    return element.is("id") && element.parent != word::kNoIndex && elements_[element.parent].is("sdtPr");
  }

  void note(const PartElement& element) {
    const auto add = [&](std::set<std::int64_t>& numbers, std::string_view attribute) {
      if (const auto text = value(element, attribute)) {
        if (const auto number = number_of(*text)) numbers.insert(*number);
      }
    };
    const auto add_text = [&](std::set<std::string, std::less<>>& texts, std::string_view attribute) {
      if (const auto text = value(element, attribute)) texts.emplace(*text);
    };
    if (element.name == "docPr") return add(used_.drawings, "id");
    if (!element.is_word && contains(kShapes, element.name)) return add_text(used_.shapes, "id");
    if (!element.is_word) return;
    if (element.name == "p" || element.name == "tr") return add_text(used_.paragraphs, "paraId");
    if (is_control_id(element)) return add(used_.controls, "val");
    if (element.name == "bookmarkStart") add_text(used_.names, "name");
    const bool starts =
        std::any_of(kRanges.begin(), kRanges.end(), [&](const auto& range) { return range.first == element.name; });
    if (starts || contains(kSingleMarks, element.name)) add(used_.marks, "id");
    if (element.name == "commentReference") add_text(used_.comments, "id");
  }

  void number(const PartElement& element) {
    if (element.name == "docPr") return number_one(element, "id", used_.drawings, next_free);
    if (!element.is_word && contains(kShapes, element.name)) return name_shape(element);
    if (!element.is_word) return;
    if (element.name == "p" || element.name == "tr") {
      const auto id = value(element, "paraId");
      if (!id || used_.paragraphs.emplace(*id).second) return;
      drop(element, "paraId");
      drop(element, "textId");
      return;
    }
    if (is_control_id(element)) return number_one(element, "val", used_.controls, first_free);
    if (contains(kSingleMarks, element.name)) return number_one(element, "id", used_.marks, next_free);
    if (element.name.starts_with("comment")) return keep_first_comment(element);
    for (const auto& [start, end] : kRanges) {
      if (element.name == start) return open_range(element, start);
      if (element.name == end) return close_range(element, start);
    }
  }

  template <typename Next>
  void number_one(const PartElement& element, std::string_view attribute, std::set<std::int64_t>& used, Next&& next) {
    const auto text = value(element, attribute);
    const auto number = text ? number_of(*text) : std::nullopt;
    if (!number || used.insert(*number).second) return;
    const std::int64_t fresh = next(used);
    used.insert(fresh);
    set(element, attribute, std::to_string(fresh));
  }

  void name_shape(const PartElement& element) {
    const auto id = value(element, "id");
    if (!id || id->empty() || used_.shapes.emplace(*id).second) return;
    set(element, "id", fresh_name(*id, used_.shapes));
  }

  /// `name_2`, `name_3` …, within the length of a bookmark's name.
  static std::string fresh_name(std::string_view name, std::set<std::string, std::less<>>& used) {
    for (int copy = 2;; ++copy) {
      const std::string ending = "_" + std::to_string(copy);
      std::string fresh(base::first_code_points(name, kLongestName - ending.size()));
      fresh += ending;
      if (used.insert(fresh).second) return fresh;
    }
  }

  /// A comment belongs to the first of several copies.
  void keep_first_comment(const PartElement& element) {
    const auto id = value(element, "id");
    if (!id) return;
    if (element.name == "commentReference" && !used_.comments.emplace(*id).second) return remove(index_of(element));
    const bool is_range = element.name == "commentRangeStart" || element.name == "commentRangeEnd";
    if (is_range && !comment_marks_.emplace(element.name + std::string(*id)).second) remove(index_of(element));
  }

  void open_range(const PartElement& element, std::string_view kind) {
    const auto id = value(element, "id");
    if (!id) return;
    const std::string key = std::string(kind) + ' ' + std::string(*id);
    // Started again before it ended: the former start has lost its end.
    if (const auto before = open_.find(key); before != open_.end()) remove(before->second);
    open_[key] = index_of(element);
    numbers_[key] = std::string(*id);
    if (const auto number = number_of(*id); number && !used_.marks.insert(*number).second) {
      const std::int64_t fresh = next_free(used_.marks);
      used_.marks.insert(fresh);
      numbers_[key] = std::to_string(fresh);
      set(element, "id", numbers_[key]);
    }
    if (kind != "bookmarkStart") return;
    const auto name = value(element, "name");
    if (name && !used_.names.emplace(*name).second) set(element, "name", fresh_name(*name, used_.names));
  }

  void close_range(const PartElement& element, std::string_view kind) {
    const auto id = value(element, "id");
    if (!id) return;
    const std::string key = std::string(kind) + ' ' + std::string(*id);
    if (open_.erase(key) == 0) return remove(index_of(element));
    if (numbers_[key] != *id) set(element, "id", numbers_[key]);
  }

  /// Whether the element contains one of this name that stays, not counting those in inner ones.
  bool has_inside(std::size_t index, std::string_view name, std::string_view but_not_in) const {
    for (std::size_t at = index + 1; at < elements_[index].after_children;) {
      if (is_removed_[at] || elements_[at].is(but_not_in)) {
        if (!is_removed_[at] && elements_[at].is(name)) return true;
        at = elements_[at].after_children;
        continue;
      }
      if (elements_[at].is(name)) return true;
      ++at;
    }
    return false;
  }

  void check_contents(std::size_t index) {
    const PartElement& element = elements_[index];
    if (!element.is_word || is_removed_[index]) return;
    if (element.name == "tr" && !has_inside(index, "tc", "tc")) return remove(index);
    if (element.name == "tbl" && !has_inside(index, "tr", "tr")) return remove(index);
    if (!contains(kHolders, element.name)) return;
    // The last block must be a paragraph; in a body, it is followed by the properties of its section.
    std::size_t last = index;
    std::size_t behind = element.inner_end;
    for (std::size_t at = index + 1; at < element.after_children; at = elements_[at].after_children) {
      if (is_removed_[at]) continue;
      if (elements_[at].is("sectPr")) behind = elements_[at].begin;
      const bool is_block = elements_[at].is("p") || elements_[at].is("tbl") || elements_[at].is("sdt") ||
                            elements_[at].is("customXml") || elements_[at].is("altChunk");
      if (is_block) last = at;
    }
    const bool is_good =
        last != index && (elements_[last].is("p") || (!elements_[last].is("tbl") && has_inside(last, "p", "tbl")));
    if (is_good) return;
    const std::string empty = "<" + std::string(word::prefix_of(xml_, element)) + "p/>";
    if (!element.is_empty()) {
      changes_.push_back({behind, behind, empty});
      return;
    }
    // `<w:tc/>`
    const std::string_view tag = xml_.substr(element.begin, element.end - element.begin);
    const std::string_view name = tag.substr(1, tag.find_first_of(" \t\r\n/>") - 1);
    changes_.push_back({element.end - 2, element.end, ">" + empty + "</" + std::string(name) + ">"});
  }

  std::string changed() {
    std::stable_sort(changes_.begin(), changes_.end(),
                     [](const Change& a, const Change& b) { return a.begin < b.begin; });
    std::string text;
    std::size_t at = 0;
    for (const Change& change : changes_) {
      if (change.begin < at) continue;  // within a removed element
      text += xml_.substr(at, change.begin - at);
      text += change.text;
      at = change.end;
    }
    text += xml_.substr(at);
    return text;
  }

  std::string_view xml_;
  const std::vector<PartElement>& elements_;
  UsedIds& used_;
  std::vector<bool> is_removed_;
  std::vector<Change> changes_;
  std::map<std::string, std::size_t> open_;  // ranges by type and number as written
  std::map<std::string, std::string> numbers_;
  std::set<std::string> comment_marks_;
};

}  // namespace

void note_ids(std::string_view xml, UsedIds& used) {
  const auto elements = word::read_elements(xml, {});
  if (elements) Finisher(xml, *elements, used).note();
}

std::optional<std::string> with_unique_ids(std::string xml, UsedIds& used) {
  const auto elements = word::read_elements(xml, {});
  if (!elements) return std::nullopt;
  return Finisher(xml, *elements, used).run();
}

}  // namespace gongwen::adopt
