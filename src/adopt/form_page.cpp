#include "adopt/form_page.h"

#include "adopt/detail/form_text.h"
#include "adopt/detail/kept_package.h"
#include "adopt/detail/part_edits.h"
#include "adopt/guess_fields.h"
#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "package/zip_archive.h"
#include "word/read_document.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace gongwen::adopt {
namespace {

using word::kNoIndex;
using word::PartElement;

/// Replaces a stretch of an item's text.
struct ItemEdit {
  std::size_t begin;
  std::size_t end;
  std::string text;
};

/// Half an em for each Latin character, one for others.
double width_of(std::string_view text) {
  double ems = 0;
  for (const auto& [sign, length, is_valid] : base::CodePoints(text)) ems += sign < 0x2000 ? 0.5 : 1;
  return ems;
}

class FormPageWriter {
 public:
  FormPageWriter(const word::Document& document, PartEdits& part) : document_(document), part_(part) {}

  /// Puts the tags of a field into the places of its answer. Returns false if it has no place for a part of it.
  bool add(const PageField& field, const Answer& answer) {
    if (!field.columns.empty()) return add_list(field, answer);
    if (answer.places.empty()) return false;
    if (!answer.places.front().option.empty()) return add_boxes(field, answer);
    const AnswerPlace& place = answer.places.front();
    bool is_whole = put(place, tag_of(field.macro, field.pointer, place, answer.is_in_line));
    if (!field.date_pointer.empty() && answer.date.paragraph != nullptr)
      is_whole &= put(answer.date, tag_of("field_date", field.date_pointer, answer.date, true));
    return is_whole;
  }

  /// The XML of the part with the tags.
  std::string written() {
    for (auto& [item, edits] : items_) edit_item(*item, edits);
    std::string xml;
    std::size_t at = 0;
    for (const auto& [begin, edit] : edits_) {
      if (begin < at) continue;
      xml += part_.source(at, begin);
      xml += edit.second;
      at = edit.first;
    }
    return xml + std::string(part_.source(at, part_.xml().size()));
  }

 private:
  /// The tag that shows a value. A field beside other text has the width of the blank there; a missing date prints the
  /// blank.
  static std::string tag_of(const std::string& macro, const std::string& pointer, const AnswerPlace& place,
                            bool is_in_line) {
    const std::string blank = shown_in(place);
    std::string more;
    if (is_in_line) {
      constexpr double kLeast = 3;
      more = fmt::format(", \"{:.4g}em\"", std::max(kLeast, width_of(blank)));
    }
    // A text with marks, 月 日 时, also prints them.
    const bool is_date = macro == "field_date" || (macro == "field" && !words_between_places(blank).empty());
    if (is_date && !blank.empty()) more += (is_in_line ? ", " : ", none, ") + base::json_string(blank);
    // If the paper has no blank for it, a date is an ordinary field.
    return fmt::format("{{{{ {}({}{}) }}}}", is_date && blank.empty() ? "field" : macro, base::json_string(pointer),
                       more);
  }

  /// The argument for boxes that are round on the paper.
  static std::string signs_of(const AnswerPlace& place) {
    constexpr std::array<std::string_view, 3> kRound{"○", "◯", "〇"};
    const std::string sign = shown_in(place);
    const bool is_round = std::find(kRound.begin(), kRound.end(), std::string_view(sign)) != kRound.end();
    return is_round ? ", signs=\"○●\"" : "";
  }

  bool add_boxes(const PageField& field, const Answer& answer) {
    // A single box is ticked or not, regardless of its words.
    if (answer.places.size() == 1)
      return put(answer.places.front(),
                 fmt::format("{{{{ field_box({}, true, \"checkbox\") }}}}", base::json_string(field.pointer)));
    bool is_whole = true;
    for (const AnswerPlace& place : answer.places) {
      const auto option = std::find_if(field.options.begin(), field.options.end(),
                                       [&](const auto& one) { return one.first == place.option; });
      const std::string kind = field.is_check_box ? ", \"checkbox\"" : "";
      is_whole &= option != field.options.end() &&
                  put(place, fmt::format("{{{{ field_box({}, {}{}{}) }}}}", base::json_string(field.pointer),
                                         option->second, kind, signs_of(place)));
    }
    return is_whole;
  }

  /// The boxes of a cell in a row, with their words: `□男 □女`.
  static std::string boxes_of(const PageField& column, const std::string& pointer) {
    std::string tags;
    for (const auto& [words, value] : column.options) {
      tags += fmt::format("{}{{{{ field_box({}, {}) }}}}{}", tags.empty() ? "" : " ", base::json_string(pointer), value,
                          words);
    }
    return tags;
  }

  static std::string shown_in(const AnswerPlace& place) {
    std::string shown;
    for (const ShownPart& part : place.parts) shown += part.item->text.substr(part.begin, part.end - part.begin);
    return shown;
  }

  /// Adds as many rows as the paper has: the form accepts no more.
  bool add_list(const PageField& field, const Answer& answer) {
    bool is_whole = !answer.rows.empty();
    for (std::size_t row = 0; row < answer.rows.size(); ++row) {
      for (std::size_t i = 0; i < answer.rows[row].size() && i < field.columns.size(); ++i) {
        const std::string pointer = fmt::format("{}/{}/{}", field.pointer, row, field.columns[i].pointer);
        const PageField& column = field.columns[i];
        const AnswerPlace& place = answer.rows[row][i];
        const bool has_boxes = !column.options.empty() && has_box(shown_in(place));
        is_whole &= put(place, has_boxes ? boxes_of(column, pointer) : tag_of(column.macro, pointer, place, false));
      }
      is_whole &= answer.rows[row].size() == field.columns.size();
    }
    return is_whole;
  }

  bool put(const AnswerPlace& place, const std::string& tag) {
    if (place.paragraph == nullptr) return false;
    const std::uint32_t paragraph = part_.at(place.paragraph->offset);
    if (paragraph == kNoIndex) return false;
    if (place.is_before) return insert_before(paragraph, tag);
    if (place.parts.empty()) return append(paragraph, tag);
    for (const ShownPart& part : place.parts) {
      if (part_.at(part.item->offset) == kNoIndex) return false;
    }
    bool is_first = true;
    for (const ShownPart& part : place.parts) {
      items_[part.item].push_back({part.begin, part.end, is_first ? tag : std::string()});
      is_first = false;
    }
    return true;
  }

  /// The format of a run without a size below 5 pt: programs give such sizes to the marks of empty cells, where no text
  /// is read.
  std::string readable(std::uint32_t format) const {
    const PartElement& properties = part_.element(format);
    std::string text;
    std::size_t at = properties.begin;
    for (std::uint32_t one = format + 1; one < properties.after_children; one = part_.element(one).after_children) {
      const PartElement& property = part_.element(one);
      if (!(property.is("sz") || property.is("szCs")) || !is_tiny(property)) continue;
      text += part_.source(at, property.begin);
      at = property.end;
    }
    return text += part_.source(at, properties.end);
  }

  bool is_tiny(const PartElement& size) const {
    constexpr int kLeast = 10;  // half points
    const auto place = word::find_attribute(part_.xml(), size, "val");
    int value = kLeast;
    if (place) std::from_chars(part_.xml().data() + place->begin, part_.xml().data() + place->end, value);
    return value < kLeast;
  }

  /// A run with the tag, in the format of a paragraph's mark.
  std::string run_of(std::uint32_t paragraph, const std::string& tag) const {
    const std::string_view prefix = word::prefix_of(part_.xml(), part_.element(paragraph));
    std::string format;
    if (const std::uint32_t properties = part_.elements().child(paragraph, "pPr"); properties != kNoIndex) {
      if (const std::uint32_t mark = part_.elements().child(properties, "rPr"); mark != kNoIndex)
        format = readable(mark);
    }
    return fmt::format("<{0}r>{1}<{0}t xml:space=\"preserve\">{2}</{0}t></{0}r>", prefix, format, escaped_text(tag));
  }

  void edit(std::size_t begin, std::size_t end, std::string text) {
    edits_.emplace(begin, std::pair(end, std::move(text)));
  }

  /// Appends at the end of a paragraph.
  bool append(std::uint32_t index, const std::string& tag) {
    const PartElement& paragraph = part_.element(index);
    const std::string run = run_of(index, tag);
    if (!paragraph.is_empty()) {
      edit(paragraph.inner_end, paragraph.inner_end, run);
      return true;
    }
    std::string start(part_.source(paragraph.begin, paragraph.end));
    start.erase(start.rfind('/'), 1);
    edit(paragraph.begin, paragraph.end,
         fmt::format("{}{}</{}p>", start, run, word::prefix_of(part_.xml(), paragraph)));
    return true;
  }

  /// Inserts in a separate paragraph.
  bool insert_before(std::uint32_t index, const std::string& tag) {
    const PartElement& paragraph = part_.element(index);
    edit(paragraph.begin, paragraph.begin,
         fmt::format("<{0}p>{1}</{0}p>", word::prefix_of(part_.xml(), paragraph), run_of(index, tag)));
    return true;
  }

  void edit_item(const word::Inline& item, std::vector<ItemEdit>& edits) {
    const std::uint32_t index = part_.at(item.offset);
    const PartElement& element = part_.element(index);
    std::sort(edits.begin(), edits.end(), [](const ItemEdit& a, const ItemEdit& b) { return a.begin < b.begin; });
    std::string text;
    std::size_t at = 0;
    for (const ItemEdit& one : edits) {
      if (one.begin < at) continue;
      text += item.text.substr(at, one.begin - at) + one.text;
      at = one.end;
    }
    text += item.text.substr(std::min(at, item.text.size()));
    const std::string prefix(word::prefix_of(part_.xml(), element));
    edit(element.begin, element.end,
         fmt::format("<{0}t xml:space=\"preserve\">{1}</{0}t>", prefix, escaped_text(text)));
    free_controls(index);
  }

  /// A control would treat the tag as its placeholder, or show its bound value instead.
  void free_controls(std::uint32_t element) {
    for (std::uint32_t at = element; at != kNoIndex; at = part_.element(at).parent) {
      if (!part_.element(at).is("sdt")) continue;
      const std::uint32_t properties = part_.elements().child(at, "sdtPr");
      if (properties == kNoIndex) continue;
      for (std::uint32_t one = properties + 1; one < part_.element(properties).after_children;
           one = part_.element(one).after_children) {
        const PartElement& property = part_.element(one);
        if (property.name == "dataBinding" || property.is("showingPlcHdr")) edit(property.begin, property.end, {});
      }
    }
  }

  const word::Document& document_;
  PartEdits& part_;
  std::map<const word::Inline*, std::vector<ItemEdit>> items_;
  std::multimap<std::size_t, std::pair<std::size_t, std::string>> edits_;  // by their start: end and text
};

}  // namespace

std::optional<FormPage> form_page(std::string_view bytes, const std::vector<PageField>& fields) {
  constexpr word::WordLimits kLimits;
  auto zip = package::ZipArchive::open(bytes, kLimits.zip);
  if (!zip) return std::nullopt;
  const auto document = word::read_document(*zip, kLimits);
  if (!document || document->stories.empty()) return std::nullopt;
  const GuessedForm form = guess_fields(*document);
  if (form.fields.size() != fields.size()) return std::nullopt;
  const std::string& name = document->stories.front().part;
  auto xml = zip->read(name);
  if (!xml) return std::nullopt;
  auto part = PartEdits::open(*std::move(xml), kLimits);
  if (!part) return std::nullopt;
  FormPageWriter writer(*document, *part);
  FormPage page;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!writer.add(fields[i], form.answers[i])) page.left_out.push_back(i);
  }
  const KeptPackage kept = kept_package(*zip);
  std::map<std::string, std::string, std::less<>> changed(kept.replaced.begin(), kept.replaced.end());
  changed.insert_or_assign(name, writer.written());
  page.bytes = written_package(*zip, kept.dropped, changed);
  return page;
}

}  // namespace gongwen::adopt
