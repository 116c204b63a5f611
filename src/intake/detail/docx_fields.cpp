#include "intake/detail/docx_fields.h"

#include "base/utf8.h"
#include "forms/word_names.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <tuple>

// A field is recognised by its tag, otherwise by the bookmark around or in it, otherwise by its title. Bookmarks
// survive more programs than tags; a program that drops the tag may also split the control, so that a bookmark is
// around several.
namespace gongwen::intake {
namespace {

using word::ControlType;
using word::InlineType;

/// The text without line ends.
std::string without_line_ends(std::string text) {
  std::erase(text, '\n');
  return text;
}

/// Whether pieces are one text v that LibreOffice 7.4 has saved as v, p₁v, p₂v …, where v ends with p₁p₂ …: a piece for
/// each stretch of one script, without a first one in Latin letters, and an empty one after a last one in Chinese.
bool are_saved_once(std::span<const std::string> pieces) {
  constexpr std::size_t kFewest = 3;
  if (pieces.size() < kFewest) return false;
  const std::string& value = pieces.front();
  std::size_t joined = 0;
  for (const std::string& piece : pieces) {
    if (!piece.ends_with(value)) return false;
    joined += piece.size() - value.size();
    if (joined > value.size()) return false;
  }
  // Equal pieces are separate answers: a text that was saved again has a stretch before one of its pieces.
  if (joined == 0 && !value.empty()) return false;
  std::string_view rest = std::string_view(value).substr(value.size() - joined);
  for (const std::string& piece : pieces) {
    const std::string_view part = std::string_view(piece).substr(0, piece.size() - value.size());
    if (!rest.starts_with(part)) return false;
    rest.remove_prefix(part.size());
  }
  return true;
}

/// How many pieces from the front were saved once: as many as can be, or as few; 0: none.
std::size_t first_piece_group(std::span<const std::string> pieces, bool takes_longest) {
  // A text in more stretches than this is cut no further.
  constexpr std::size_t kLongest = 200;
  std::size_t size = 0;
  for (std::size_t i = 3; i <= std::min(pieces.size(), kLongest); ++i) {
    // A piece that does not end with the first one ends every longer group, too.
    if (!pieces[i - 1].ends_with(pieces.front())) break;
    if (!are_saved_once(pieces.first(i))) continue;
    size = i;
    if (!takes_longest) break;
  }
  return size;
}

/// Cuts pieces into groups that were saved once, and returns the first piece of each group; empty if something is left
/// over.
std::vector<std::string> first_pieces(std::span<const std::string> pieces, bool takes_longest) {
  std::vector<std::string> firsts;
  while (!pieces.empty()) {
    const std::size_t size = first_piece_group(pieces, takes_longest);
    if (size == 0) return {};
    firsts.push_back(pieces.front());
    pieces = pieces.subspan(size);
  }
  return firsts;
}

/// Whether pieces are one text that was saved several times, one time after the other: `v, vv, v` becomes `v, vv, v`,
/// `vv, vvvv, vv`, `v, vv, v`.
bool are_one_text(std::span<const std::string> pieces, std::size_t times = 0) {
  constexpr std::size_t kMostTimes = 6;
  if (are_saved_once(pieces)) return true;
  if (times >= kMostTimes) return false;
  for (const bool takes_longest : {true, false}) {
    const std::vector<std::string> firsts = first_pieces(pieces, takes_longest);
    if (firsts.size() > 1 && are_one_text(firsts, times + 1)) return true;
  }
  return false;
}

std::vector<std::string> texts_of(const WordStory& story, const std::vector<WordRange>& pieces) {
  std::vector<std::string> texts;
  texts.reserve(pieces.size());
  for (const WordRange& piece : pieces) texts.push_back(without_line_ends(story.shown(piece).text));
  return texts;
}

/// The ranges of objects with a start and an end in one story.
struct StoryRanges {
  std::map<std::uint32_t, WordRange> controls;
  std::map<std::uint32_t, WordRange> bookmarks;
  std::map<std::uint32_t, WordRange> fields;
};

/// Ranges sorted by their start, so that those that overlap another one are found without checking all.
class RangeIndex {
 public:
  explicit RangeIndex(const std::map<std::uint32_t, WordRange>& ranges) {
    entries_.reserve(ranges.size());
    for (const auto& [number, range] : ranges) entries_.push_back({range, number, 0});
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.range.first < b.range.first; });
    std::size_t reach = 0;
    for (Entry& entry : entries_) entry.reach = reach = std::max(reach, entry.range.last);
  }

  /// The numbers of the ranges that overlap another one, in ascending order.
  std::vector<std::uint32_t> overlapping(const WordRange& range) const {
    std::vector<std::uint32_t> found;
    auto entry = std::partition_point(entries_.begin(), entries_.end(),
                                      [&range](const Entry& one) { return one.range.first < range.last; });
    while (entry != entries_.begin()) {
      --entry;
      // None before this one ends later.
      if (entry->reach <= range.first) break;
      if (entry->range.last > range.first) found.push_back(entry->number);
    }
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  struct Entry {
    WordRange range;
    std::uint32_t number = 0;
    std::size_t reach = 0;  // the greatest end so far
  };
  std::vector<Entry> entries_;
};

StoryRanges ranges_of(const WordStory& story) {
  StoryRanges ranges;
  const auto& items = story.items();
  const auto open = [](std::map<std::uint32_t, WordRange>& list, std::uint32_t index, std::size_t at) {
    list.emplace(index, WordRange{at, 0});
  };
  const auto close = [](std::map<std::uint32_t, WordRange>& list, std::uint32_t index, std::size_t at) {
    const auto found = list.find(index);
    if (found != list.end()) found->second.last = at + 1;
  };
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].item == nullptr) continue;
    const std::uint32_t index = items[i].item->index;
    if (items[i].item->type == InlineType::ControlStart) open(ranges.controls, index, i);
    if (items[i].item->type == InlineType::ControlEnd) close(ranges.controls, index, i);
    if (items[i].item->type == InlineType::BookmarkStart) open(ranges.bookmarks, index, i);
    if (items[i].item->type == InlineType::BookmarkEnd) close(ranges.bookmarks, index, i);
    if (items[i].item->type == InlineType::FieldStart) open(ranges.fields, index, i);
    if (items[i].item->type == InlineType::FieldEnd) close(ranges.fields, index, i);
  }
  for (auto* const list : {&ranges.controls, &ranges.bookmarks, &ranges.fields}) {
    std::erase_if(*list, [](const auto& entry) { return entry.second.last == 0; });
  }
  return ranges;
}

bool is_container(const word::Control& control) {
  return control.type == ControlType::RepeatingSection || control.type == ControlType::RepeatingItem ||
         control.type == ControlType::Group || control.type == ControlType::Other;
}

class FieldFinder {
 public:
  FieldFinder(const word::Document& document, const std::vector<WordStory>& stories, const WordMap* map)
      : document_(document), stories_(stories), map_(map) {}

  WordFields run() {
    count_aliases();
    for (std::size_t i = 0; i < stories_.size(); ++i) read_story(i);
    std::stable_sort(found_.fields.begin(), found_.fields.end(), [](const WordField& a, const WordField& b) {
      return std::tie(a.story, a.range.first) < std::tie(b.story, b.range.first);
    });
    return std::move(found_);
  }

 private:
  /// The field of a name; nullopt for a number that the map does not have.
  std::optional<WordField> field_of(const std::optional<forms::WordFieldName>& name) const {
    if (!name) return std::nullopt;
    WordField field;
    if (!name->number) {
      field.pointer = name->pointer;
      field.choice = name->choice;
      return field;
    }
    if (map_ == nullptr) return std::nullopt;
    const auto known = map_->fields.find(*name->number);
    if (known == map_->fields.end()) return std::nullopt;
    field.pointer = known->second.pointer;
    field.choice = known->second.choice;
    return field;
  }

  /// Titles that exactly one field of the map and exactly one control has.
  void count_aliases() {
    for (const word::Control& control : document_.controls) {
      if (!control.alias.empty()) ++uses_[control.alias];
    }
    if (map_ == nullptr) return;
    std::map<std::string, std::size_t> labels;
    for (const auto& [number, field] : map_->fields) ++labels[forms::word_alias(field.label)];
    for (const auto& [number, field] : map_->fields) {
      const std::string alias = forms::word_alias(field.label);
      if (!alias.empty() && labels[alias] == 1) aliases_.emplace(alias, &field);
    }
  }

  void read_story(std::size_t index) {
    const WordStory& story = stories_[index];
    const StoryRanges ranges = ranges_of(story);
    const RangeIndex controls(ranges.controls);
    const RangeIndex bookmarks(ranges.bookmarks);
    std::set<std::uint32_t> taken;  // controls
    const auto add = [&](WordField field, const WordRange& range, const word::Control* control) {
      field.story = index;
      field.range = range;
      field.control = control;
      if (control != nullptr) {
        field.tag = control->tag;
        field.alias = control->alias;
      }
      found_.has_own = found_.has_own || !field.pointer.empty();
      found_.fields.push_back(std::move(field));
    };
    for (const auto& [number, range] : ranges.controls) {
      const word::Control& control = document_.controls[number];
      auto field = field_of(forms::parse_word_tag(control.tag));
      if (!field || is_container(control)) continue;
      taken.insert(number);
      add(*std::move(field), range, &control);
    }
    const std::set<std::uint32_t> tagged = taken;
    for (const auto& [number, range] : ranges.bookmarks) {
      auto field = field_of(forms::parse_word_bookmark(document_.bookmarks[number].name));
      if (!field) continue;
      const std::vector<std::uint32_t> marked = controls.overlapping(range);
      const bool is_known = std::any_of(marked.begin(), marked.end(),
                                        [&tagged](std::uint32_t control) { return tagged.contains(control); });
      if (is_known) continue;
      field->bookmark = document_.bookmarks[number].name;
      add_bookmark(*std::move(field), range, ranges, controls, taken, add);
    }
    for (const auto& [number, range] : ranges.controls) {
      const word::Control& control = document_.controls[number];
      if (taken.contains(number) || is_container(control) || holds_fields(range, number, ranges, controls)) continue;
      taken.insert(number);
      WordField field;
      const auto known = aliases_.find(control.alias);
      if (known != aliases_.end() && uses_[control.alias] == 1) {
        field.pointer = known->second->pointer;
        field.choice = known->second->choice;
      }
      field.bookmark = bookmark_around(story, range, ranges, bookmarks);
      add(std::move(field), range, &control);
    }
    join_pieces(index);
    add_legacy(index, ranges);
    add_calculated(ranges);
  }

  /// Joins neighbouring controls without tags that are one text.
  void join_pieces(std::size_t index) {
    const WordStory& story = stories_[index];
    std::vector<WordField*> bare;
    for (WordField& field : found_.fields) {
      const bool is_text = field.control != nullptr &&
                           (field.control->type == ControlType::Text || field.control->type == ControlType::RichText);
      if (field.story == index && is_text && field.tag.empty() && field.pieces.empty()) bare.push_back(&field);
    }
    std::sort(bare.begin(), bare.end(),
              [](const WordField* a, const WordField* b) { return a->range.first < b->range.first; });
    std::vector<WordRange> ranges;
    for (const WordField* const field : bare) ranges.push_back(field->range);
    const std::vector<std::string> texts = texts_of(story, ranges);
    std::set<const WordField*> joined;
    for (std::size_t i = 0; i < bare.size(); ++i) {
      constexpr std::size_t kMostPieces = 250;
      std::size_t end = i + 1;
      for (; end < bare.size() && end - i < kMostPieces; ++end) {
        const WordRange between{ranges[end - 1].last, ranges[end].first};
        if (bare[end]->alias != bare[i]->alias || !trims_to_nothing(story.shown(between).text)) break;
      }
      const std::size_t count = length_of_text(std::span(texts).subspan(i, end - i));
      if (count == 0) continue;
      bare[i]->pieces.assign(ranges.begin() + static_cast<std::ptrdiff_t>(i),
                             ranges.begin() + static_cast<std::ptrdiff_t>(i + count));
      bare[i]->range.last = bare[i]->pieces.back().last;
      for (std::size_t taken = i + 1; taken < i + count; ++taken) joined.insert(bare[taken]);
      i += count - 1;
    }
    std::erase_if(found_.fields, [&joined](const WordField& field) { return joined.contains(&field); });
  }

  /// How many pieces from the front are one text; 0: none.
  static std::size_t length_of_text(std::span<const std::string> texts) {
    if (first_piece_group(texts, false) == 0) return 0;
    for (std::size_t size = texts.size(); size > 1; --size) {
      if (are_one_text(texts.first(size))) return size;
    }
    return 0;
  }

  static bool trims_to_nothing(const std::string& text) { return text.find_first_not_of('\n') == std::string::npos; }

  /// Whether a control only encloses others, which have the values.
  bool holds_fields(const WordRange& range, std::uint32_t number, const StoryRanges& ranges,
                    const RangeIndex& controls) const {
    const std::vector<std::uint32_t> around = controls.overlapping(range);
    return std::any_of(around.begin(), around.end(), [&](std::uint32_t other) {
      return other != number && range.has(ranges.controls.at(other)) && !is_container(document_.controls[other]);
    });
  }

  template <typename Add>
  void add_bookmark(WordField field, WordRange range, const StoryRanges& ranges, const RangeIndex& controls,
                    std::set<std::uint32_t>& taken, Add add) {
    // The mark may be in the first control instead of around it.
    const word::Control* control = nullptr;
    WordRange whole = range;
    std::vector<std::pair<std::uint32_t, WordRange>> inside;
    for (const std::uint32_t number : controls.overlapping(range)) {
      const WordRange& of_control = ranges.controls.at(number);
      if (is_container(document_.controls[number])) continue;
      // A control around a whole paragraph is not the field's.
      if (holds_fields(of_control, number, ranges, controls)) continue;
      inside.emplace_back(number, of_control);
      whole.first = std::min(whole.first, of_control.first);
      whole.last = std::max(whole.last, of_control.last);
    }
    std::sort(inside.begin(), inside.end(),
              [](const auto& a, const auto& b) { return a.second.first < b.second.first; });
    for (const auto& [number, of_control] : inside) {
      if (!taken.insert(number).second) continue;
      if (control == nullptr) control = &document_.controls[number];
      field.pieces.push_back(of_control);
    }
    // Without controls, the results of FILLIN fields are the pieces, each with the text before it.
    if (field.pieces.empty()) {
      std::size_t from = range.first;
      for (const auto& [number, of_field] : ranges.fields) {
        if (!range.has(of_field)) continue;
        field.pieces.push_back({from, of_field.last});
        from = of_field.last;
      }
    }
    add(std::move(field), whole, control);
  }

  /// The bookmark that has exactly the text of the range; empty if absent.
  std::string bookmark_around(const WordStory& story, const WordRange& range, const StoryRanges& ranges,
                              const RangeIndex& bookmarks) const {
    const std::string text = story.shown(range).text;
    const std::string* best = nullptr;
    std::size_t size = 0;
    for (const std::uint32_t number : bookmarks.overlapping(range)) {
      const WordRange& mark = ranges.bookmarks.at(number);
      const std::string& name = document_.bookmarks[number].name;
      // Names of programs start with an underscore.
      if (name.starts_with('_') || name.empty()) continue;
      if (story.shown(mark).text != text) continue;
      if (best != nullptr && mark.last - mark.first >= size) continue;
      best = &name;
      size = mark.last - mark.first;
    }
    return best == nullptr ? std::string() : *best;
  }

  void add_legacy(std::size_t index, const StoryRanges& ranges) {
    for (const auto& [number, range] : ranges.fields) {
      const word::Field& field = document_.fields[number];
      const std::string name = field.name();
      if (!field.legacy || !name.starts_with("FORM")) continue;
      WordField found;
      found.story = index;
      found.range = range;
      found.legacy = &*field.legacy;
      // LibreOffice renames fields, but not the bookmarks around them.
      found.bookmark = legacy_bookmark(range, ranges);
      if (found.bookmark.empty()) found.bookmark = field.legacy->name;
      found_.fields.push_back(std::move(found));
    }
  }

  /// The bookmark around a legacy field: the smallest one.
  std::string legacy_bookmark(const WordRange& range, const StoryRanges& ranges) const {
    const std::string* best = nullptr;
    std::size_t size = 0;
    for (const auto& [number, mark] : ranges.bookmarks) {
      const std::string& name = document_.bookmarks[number].name;
      const bool is_around = mark.has(range) || (mark.first < range.first && mark.last > range.first);
      if (!is_around || name.starts_with('_') || name.empty()) continue;
      if (best != nullptr && mark.last - mark.first >= size) continue;
      best = &name;
      size = mark.last - mark.first;
    }
    return best == nullptr ? std::string() : *best;
  }

  void add_calculated(const StoryRanges& ranges) {
    std::vector<WordRange>& calculated = found_.calculated.emplace_back();
    for (const auto& [number, range] : ranges.fields) {
      const std::string name = document_.fields[number].name();
      for (const std::string_view known :
           {"PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "DATE", "TIME", "PRINTDATE", "SAVEDATE"}) {
        if (name == known) calculated.push_back(range);
      }
    }
  }

  const word::Document& document_;
  const std::vector<WordStory>& stories_;
  const WordMap* map_;
  WordFields found_;
  std::map<std::string, std::size_t> uses_;  // of titles by controls
  std::map<std::string, const WordMapField*> aliases_;
};

// Rows of lists.

/// A pointer with an index: `/jobs/2/org` is `/jobs`, 2, `/org`.
struct ListPointer {
  std::string list;
  std::size_t index = 0;
  std::string rest;
};

std::optional<ListPointer> split_list_pointer(const std::string& pointer) {
  for (std::size_t end = pointer.size(); end > 0;) {
    const std::size_t slash = pointer.rfind('/', end - 1);
    if (slash == std::string::npos) return std::nullopt;
    const std::string token = pointer.substr(slash + 1, end - slash - 1);
    const bool is_index =
        !token.empty() && token.size() < 6 && token.find_first_not_of("0123456789") == std::string::npos;
    if (is_index && slash > 0) return ListPointer{pointer.substr(0, slash), std::stoul(token), pointer.substr(end)};
    end = slash;
  }
  return std::nullopt;
}

struct RowPlace {
  std::size_t story = 0;
  std::uint32_t table = 0;
  friend auto operator<=>(const RowPlace&, const RowPlace&) = default;
};

/// The fields of one list in one table, by row.
struct TableList {
  std::map<std::uint32_t, std::vector<WordField*>> rows;
  std::map<std::uint32_t, std::string> columns;  // the field of each column: the rest of the pointer
};

/// Whether a row has one field twice: then several items are side by side, and the stated indexes count.
bool has_items_side_by_side(const TableList& list) {
  return std::any_of(list.rows.begin(), list.rows.end(), [](const auto& row) {
    std::set<std::pair<std::string, std::string>> rests;
    return std::any_of(row.second.begin(), row.second.end(), [&rests](const WordField* field) {
      const auto pointer = split_list_pointer(field->pointer);
      return pointer && !rests.emplace(pointer->rest, field->choice.value_or(std::string())).second;
    });
  });
}

/// The index of the first row: copied rows have that of another row.
std::size_t first_index(const TableList& list) {
  std::size_t first = 99'999;
  for (const WordField* const field : list.rows.begin()->second) {
    first = std::min(first, split_list_pointer(field->pointer)->index);
  }
  return first;
}

/// Returns the number of the item after the last one.
std::size_t number_list(const std::string& name, TableList& list, std::size_t base) {
  // Rows of one item have different fields and one index; a field that occurs again begins the next item.
  std::set<std::pair<std::string, std::string>> seen;
  std::optional<std::size_t> of_item;
  std::size_t next = base;
  bool is_first = true;
  for (auto& [row, fields] : list.rows) {
    std::set<std::pair<std::string, std::string>> rests;
    std::optional<std::size_t> index;
    for (const WordField* const field : fields) {
      const auto pointer = split_list_pointer(field->pointer);
      rests.emplace(pointer->rest, field->choice.value_or(std::string()));
      index = pointer->index;
    }
    const bool repeats =
        std::any_of(rests.begin(), rests.end(), [&seen](const auto& rest) { return seen.contains(rest); });
    if (is_first || repeats || index != of_item) {
      if (!is_first) ++next;
      seen.clear();
      of_item = index;
    }
    is_first = false;
    seen.insert(rests.begin(), rests.end());
    for (WordField* const field : fields) {
      const auto pointer = split_list_pointer(field->pointer);
      field->pointer = name + "/" + std::to_string(next) + pointer->rest;
    }
  }
  return next + 1;
}

}  // namespace

WordFields find_word_fields(const word::Document& document, const std::vector<WordStory>& stories, const WordMap* map) {
  return FieldFinder(document, stories, map).run();
}

void number_rows(const std::vector<WordStory>& stories, std::vector<WordField>& fields) {
  std::map<std::pair<RowPlace, std::string>, TableList> lists;
  const auto word_place = [&stories](const WordField& field) {
    return stories[field.story].place_of(field.range.first).word;
  };
  for (WordField& field : fields) {
    const auto pointer = split_list_pointer(field.pointer);
    const WordPlace place = word_place(field);
    if (!pointer || place.table == 0) continue;
    TableList& list = lists[{{field.story, place.table}, pointer->list}];
    list.rows[place.row].push_back(&field);
    const auto [known, added] = list.columns.emplace(place.column, pointer->rest);
    if (!added && known->second != pointer->rest) known->second = "?";
  }
  // Rows that were copied by a program that keeps no names.
  for (WordField& field : fields) {
    const WordPlace place = word_place(field);
    if (!field.pointer.empty() || field.control == nullptr || place.table == 0) continue;
    for (auto& [key, list] : lists) {
      if (key.first != RowPlace{field.story, place.table} || place.row <= list.rows.begin()->first) continue;
      const auto column = list.columns.find(place.column);
      if (column == list.columns.end() || column->second == "?") continue;
      field.pointer = key.second + "/99999" + column->second;
      list.rows[place.row].push_back(&field);
      break;
    }
  }
  std::map<std::string, std::size_t> tables;
  for (const auto& [key, list] : lists) ++tables[key.second];
  // For lists in several tables: the index with which the last part began, and the one after its end.
  std::map<std::string, std::pair<std::size_t, std::size_t>> last;
  for (auto& [key, list] : lists) {
    if (has_items_side_by_side(list)) continue;
    std::size_t base = 0;
    // A list that continues in another table is numbered on from there, after rows that were added to the previous
    // table. One that does not begin with a greater index is the same list in a second place.
    if (tables[key.second] > 1) {
      const std::size_t first = first_index(list);
      const auto before = last.find(key.second);
      const bool is_continued = before != last.end() && first > before->second.first;
      base = is_continued ? std::max(first, before->second.second) : first;
      last[key.second].first = first;
    }
    const std::size_t next = number_list(key.second, list, base);
    if (tables[key.second] > 1) last[key.second].second = next;
  }
}

ShownRange whole_text(const WordStory& story, const WordField& field, PiecesFound& found) {
  // If only a person has cut a control, it has at most three pieces.
  constexpr std::size_t kMostOfPeople = 3;
  ShownRange all = story.shown(field.range, TextAs::Seen);
  const std::vector<std::string> texts = texts_of(story, field.pieces);
  if (!are_one_text(texts)) {
    found.is_unsure = texts.size() > kMostOfPeople;
    return all;
  }
  const ShownRange first = story.shown(field.pieces.front(), TextAs::Seen);
  std::size_t inside = 0;
  for (const WordRange& piece : field.pieces) {
    const std::string text = story.shown(piece).text;
    inside += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }
  const auto ends = static_cast<std::size_t>(std::count(all.text.begin(), all.text.end(), '\n'));
  found.lost_line_ends = ends > inside;
  all.text = first.text;
  all.is_placeholder = first.is_placeholder;
  return all;
}

std::optional<WordRange> repeated_pieces(const WordStory& story, const WordField& field) {
  if (!are_one_text(texts_of(story, field.pieces))) return std::nullopt;
  return WordRange{field.pieces.front().last, field.range.last};
}

}  // namespace gongwen::intake
