#include "intake/read_docx.h"

#include "base/escapes.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "forms/word_names.h"
#include "intake/detail/docx_beside.h"
#include "intake/detail/docx_fields.h"
#include "intake/detail/docx_map.h"
#include "intake/detail/docx_text.h"
#include "intake/detail/field_labels.h"
#include "intake/detail/labelled_values.h"
#include "intake/detail/picture_address.h"
#include "intake/detail/stamp.h"
#include "intake/detail/xlsx_beside.h"
#include "intake/detail/xlsx_package.h"
#include "intake/given_values.h"
#include "intake/word_print.h"
#include "package/zip_archive.h"
#include "schema/schema_fields.h"
#include "word/read_document.h"

#include <algorithm>
#include <map>
#include <set>

// The reader takes what the form shows: the text of a control, the sign of a box. Values that programs store beside it
// (the date of a date control, the state of a box, the value of a list) only have to agree. Former values and the map
// of the form come from its own part of customXml/, which never contains an answer.
namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;
using word::ControlType;

word::WordLimits word_limits(const IntakeLimits& limits) {
  word::WordLimits own;
  own.zip = limits.zip();
  own.max_part_bytes = limits.max_stream_bytes;
  own.max_cells = limits.max_cells;
  own.max_controls = limits.max_fields;
  return own;
}

diagnostics::TextPair words_of(const Unread& unread) {
  const auto both = [](const diagnostics::BilingualText& text) {
    return diagnostics::TextPair{std::string(text.english), std::string(text.chinese)};
  };
  switch (unread.type) {
    case UnreadType::Field: return texts::IntakeAComputedField.pair(unread.name);
    case UnreadType::Formula: return both(texts::IntakeAFormula);
    case UnreadType::Object: return both(texts::IntakeAnEmbeddedObject);
    case UnreadType::Picture: return both(texts::IntakeAPicture);
    case UnreadType::Sign: return texts::IntakeASign.pair(unread.name);
  }
  return {};
}

diagnostics::TextPair words_of(const word::WordFailure& failure) {
  switch (failure.limit) {
    case word::WordLimit::PartBytes: return texts::IntakeLargerPart.pair(failure.most >> 20);
    case word::WordLimit::Depth: return texts::IntakeDeeperXml.pair(failure.most);
    case word::WordLimit::TableDepth: return texts::IntakeDeeperTables.pair(failure.most);
    case word::WordLimit::FieldDepth: return texts::IntakeDeeperFields.pair(failure.most);
    case word::WordLimit::Paragraphs: return texts::IntakeMoreParagraphs.pair(failure.most);
    case word::WordLimit::Inlines: return texts::IntakeMoreRuns.pair(failure.most);
    case word::WordLimit::Cells: return texts::IntakeMoreCells.pair(failure.most);
    case word::WordLimit::Columns: return texts::IntakeMoreColumns.pair(failure.most);
    case word::WordLimit::Controls: return texts::IntakeMoreControls.pair(failure.most);
    case word::WordLimit::Text: return texts::IntakeMoreText.pair(failure.most >> 20);
  }
  return {};
}

/// The numbers in a text: year, month, day.
std::vector<std::string> numbers_in(std::string_view text) {
  std::vector<std::string> numbers;
  bool in_number = false;
  for (const char c : text) {
    if (!base::is_ascii_digit(c)) {
      in_number = false;
      continue;
    }
    if (!in_number) numbers.emplace_back();
    in_number = true;
    if (numbers.back() == "0") numbers.back().clear();
    numbers.back() += c;
  }
  return numbers;
}

/// Whether two texts are the same value: signs may be wide, but none may be missing, as in labels.
bool is_same_value(std::string_view a, std::string_view b) {
  return narrow_text(trim_blanks(a)) == narrow_text(trim_blanks(b));
}

/// Whether a date control shows the day that it stores. Texts that are not a date in digits are not compared.
bool shows_date(std::string_view shown, std::string_view stored) {
  const std::vector<std::string> seen = numbers_in(narrow_text(shown));
  std::vector<std::string> day = numbers_in(stored.substr(0, stored.find('T')));
  if (seen.size() < 2 || seen.size() > 3 || day.size() != 3 || seen[0].size() != 4) return true;
  day.resize(seen.size());
  return seen == day;
}

class DocxReader {
 public:
  DocxReader(package::ZipArchive& zip, const word::Document& document, UnnamedCells unnamed, const IntakeLimits& limits,
             ReturnedFile& file)
      : zip_(zip), document_(document), unnamed_(unnamed), limits_(limits), file_(file) {}

  void read() {
    for (std::size_t i = 0; i < document_.stories.size(); ++i) {
      const word::StoryType type = document_.stories[i].type;
      if (type != word::StoryType::Comment && !is_in_comment(i)) stories_.emplace_back(document_, i);
    }
    read_stamp();
    fields_ = find_word_fields(document_, stories_, map_ ? &*map_ : nullptr);
    const bool is_own = fields_.has_own || !file_.stamp.empty();
    if (fields_.has_own) number_rows(stories_, fields_.fields);
    if (has_two_forms()) return;
    // In reading order. Controls of other programs within one of ours are parts of its value; ours are not nested.
    const WordField* own = nullptr;
    for (const WordField& field : fields_.fields) {
      if (!field.pointer.empty()) own = &field;
      const bool is_inside =
          field.pointer.empty() && own != nullptr && own->story == field.story && own->range.has(field.range);
      if (!is_inside) take(field);
    }
    report_missing_photos();
    finish_boxes();
    join_values();
    if (map_ && !map_->given.empty()) {
      file_.given = map_->given;
      for (const RawField& text : texts_outside(stories_, fields_)) file_.printed += printed_text(text.text) + "\n";
    }
    if (map_) file_.stated_print.assign(map_->printed.begin(), map_->printed.end());
    if (is_own && file_.stated_print.empty()) file_.unlisted_texts = texts_outside(stories_, fields_);
    report_beside(document_, stories_, fields_, map_ ? &*map_ : nullptr, is_own, file_);
    const bool is_empty = file_.fields.empty() && file_.blanks.empty();
    if (is_empty && unnamed_ == UnnamedCells::Collect) {
      collect_cells();
    } else if (is_empty && file_.foreign_fields.empty()) {
      file_.report(messages::IntakeNoControls);
    }
  }

 private:
  /// Whether a text box belongs to a comment.
  bool is_in_comment(std::size_t story) const {
    const word::Story& box = document_.stories[story];
    return box.type == word::StoryType::TextBox && box.anchor_story < document_.stories.size() &&
           document_.stories[box.anchor_story].type == word::StoryType::Comment;
  }

  void read_stamp() {
    for (const word::CustomPart& part : document_.custom_parts) {
      auto map = read_word_map(part.xml, limits_);
      if (!map) continue;
      map_ = std::move(map);
      break;
    }
    add_stamp(stamp_of_properties(document_.custom_properties), file_);
    if (map_) add_stamp(map_->stamp, file_);
    const auto property = [this](const std::string& name) {
      const auto found = document_.core_properties.find(name);
      return found == document_.core_properties.end() ? std::string() : found->second;
    };
    file_.saved = std::max<base::Moment>(moment_of_saving(property("created"), property("modified")).value_or(0), 0);
  }

  /// Whether the file consists of two forms, one after the other: then most fields occur twice, in the same order.
  bool has_two_forms() {
    std::map<std::pair<std::string, std::string>, std::size_t> uses;
    std::vector<std::pair<std::string, std::string>> order;
    for (const WordField& field : fields_.fields) {
      if (field.pointer.empty() || stories_[field.story].number() != 0) continue;
      if (field_pattern_is_list(field.pointer)) continue;
      order.emplace_back(field.pointer, field.choice.value_or(std::string()));
      ++uses[order.back()];
    }
    std::size_t twice = 0;
    for (const auto& [name, count] : uses) twice += count > 1 ? 1 : 0;
    constexpr std::size_t kFewest = 3;
    if (twice < kFewest || 2 * twice <= uses.size()) return false;
    // A name that is printed on two pages is one field; a second copy begins after the whole first one.
    std::set<std::pair<std::string, std::string>> seen;
    std::size_t second = 0;
    while (second < order.size() && seen.insert(order[second]).second) ++second;
    std::size_t repeated = 0;
    for (std::size_t i = second; i < order.size(); ++i) repeated += seen.contains(order[i]) ? 1 : 0;
    if (2 * seen.size() <= uses.size() || 2 * repeated <= uses.size()) return false;
    const WordField* first_of_second = nullptr;
    std::size_t count = 0;
    for (const WordField& field : fields_.fields) {
      if (field.pointer.empty() || stories_[field.story].number() != 0 || field_pattern_is_list(field.pointer))
        continue;
      if (count++ == second) first_of_second = &field;
    }
    const FieldPlace start = stories_[fields_.fields.front().story].place_of(fields_.fields.front().range.first);
    diagnostics::TextPair where = place_words(start);
    if (first_of_second != nullptr) {
      const diagnostics::TextPair next =
          place_words(stories_[first_of_second->story].place_of(first_of_second->range.first));
      where.english += ", " + next.english;
      where.chinese += "、" + next.chinese;
    }
    file_.report(messages::IntakeMixedForms, {where.english, where.chinese});
    return true;
  }

  static bool field_pattern_is_list(const std::string& pointer) {
    for (std::size_t at = pointer.find('/'); at != std::string::npos; at = pointer.find('/', at + 1)) {
      if (at + 1 < pointer.size() && base::is_ascii_digit(pointer[at + 1])) return true;
    }
    return false;
  }

  /// The placeholders of a field: its text says that nothing was filled in.
  bool is_placeholder(const WordField& field, const ShownRange& shown) const {
    const std::string text = label_text(shown.text);
    if (text.empty()) return false;
    // LibreOffice 7.4 saves the text of a control several times.
    const auto is_text = [&text](const std::string& placeholder) {
      const std::string label = label_text(placeholder);
      return !label.empty() && (label == text || is_repetition(text, label));
    };
    if (!field.pointer.empty()) {
      const std::string_view whole = trim_blanks(shown.text);
      if (forms::is_word_placeholder(whole) || is_repeated_placeholder(whole)) return true;
    }
    const WordMapField* const mapped = map_ && !field.pointer.empty() ? map_->find(field.pointer) : nullptr;
    if (mapped != nullptr && is_text(mapped->placeholder)) return true;
    if (field.control == nullptr) return shown.is_placeholder;
    const word::Control& control = *field.control;
    if (!control.placeholder.empty()) return is_text(control.placeholder);
    return control.shows_placeholder || shown.is_placeholder;
  }

  void take(const WordField& field) {
    const WordStory& story = stories_[field.story];
    const FieldPlace place = story.place_of(field.range.first);
    PiecesFound pieces;
    ShownRange shown = whole_text(story, field, pieces);
    while (shown.text.ends_with('\n')) shown.text.pop_back();
    RawField raw{field.pointer, RawType::Text, {}, {}, place};
    if (is_photo(field)) return take_photo(field, std::move(raw));
    if (field.legacy != nullptr) {
      read_legacy(field, shown, raw);
    } else {
      read_control(field, shown, raw);
    }
    if (field.pointer.empty()) return take_foreign(field, shown, std::move(raw));
    if (!trim_blanks(shown.hidden).empty()) {
      const bool is_all = trim_blanks(shown.text).empty();
      if (is_all) {
        file_.report_field(field.pointer, place, messages::IntakeHiddenField, {shown.hidden});
        return;
      }
      file_.report_field(field.pointer, place, messages::IntakeHiddenPart, {shown.hidden, shown.text});
    }
    report_unread(field.pointer, shown, place);
    if (pieces.is_unsure && !trim_blanks(raw.text).empty()) {
      file_.report_field(field.pointer, place, messages::IntakeCutField, {shown.text});
    }
    if (pieces.lost_line_ends) file_.report_field(field.pointer, place, messages::IntakeLineEndsLost);
    if (shown.is_struck) {
      const diagnostics::BilingualText line = texts::IntakeAStrikeThrough;
      file_.report_field(field.pointer, place, messages::IntakeMarkBeside,
                         {std::string(line.english), std::string(line.chinese)});
    }
    if (base::count_code_points(raw.text) > limits_.max_text) {
      file_.report_field(field.pointer, place, messages::IntakeTextTooLong, {std::to_string(limits_.max_text)});
      return;
    }
    if (field.choice) return take_box(field, raw);
    add(std::move(raw));
  }

  /// The parts of a field that its text lacks.
  void report_unread(const std::string& pointer, const ShownRange& shown, const FieldPlace& place) {
    std::set<std::pair<UnreadType, std::string>> told;
    for (const Unread& unread : shown.unread) {
      if (!told.emplace(unread.type, unread.name).second) continue;
      if (unread.type == UnreadType::Sign) {
        file_.report_field(pointer, place, messages::IntakeOddFormat, {shown.text, unread.name});
        continue;
      }
      const diagnostics::TextPair what = words_of(unread);
      if (unread.type == UnreadType::Picture) {
        file_.report_field(pointer, place, messages::IntakeMarkBeside, {what.english, what.chinese});
      } else {
        file_.report_field(pointer, place, messages::IntakeUnreadContent, {what.english, what.chinese, shown.text});
      }
    }
  }

  void add(RawField raw) { (trim_blanks(raw.text).empty() ? file_.blanks : file_.fields).push_back(std::move(raw)); }

  void read_control(const WordField& field, ShownRange& shown, RawField& raw) {
    const ControlType type = field.control == nullptr ? ControlType::Text : field.control->type;
    if (type == ControlType::CheckBox || field.choice) return read_box(field, shown, raw);
    if (is_placeholder(field, shown)) shown.text.clear();
    raw.text = shown.text;
    if (trim_blanks(shown.text).empty()) return;
    if (type == ControlType::DropDown || type == ControlType::ComboBox) {
      raw.type = RawType::Choice;
      const std::string& last = field.control->last_value;
      const auto item = std::find_if(field.control->items.begin(), field.control->items.end(),
                                     [&last](const auto& known) { return !last.empty() && known.second == last; });
      const bool differs = item != field.control->items.end() && !is_same_value(item->first, shown.text);
      if (differs && !field.pointer.empty()) {
        file_.report_field(field.pointer, raw.place, messages::IntakeShownDiffers, {shown.text, item->first});
      }
    }
    if (type != ControlType::Date || field.control->full_date.empty() || field.pointer.empty()) return;
    if (!shows_date(shown.text, field.control->full_date)) {
      const std::string day = field.control->full_date.substr(0, field.control->full_date.find('T'));
      file_.report_field(field.pointer, raw.place, messages::IntakeShownDiffers, {shown.text, day});
    }
  }

  /// Programs that drop the control keep its bookmark, and LibreOffice 7.4 puts a control of another type inside it.
  bool is_photo(const WordField& field) const {
    if (field.control != nullptr && field.control->type == ControlType::Picture) return true;
    const WordMapField* const mapped = map_ && !field.pointer.empty() ? map_->find(field.pointer) : nullptr;
    return mapped != nullptr && mapped->type == "picture";
  }

  /// Whether the control shows the same as when the form was sent out, and the data carried by the form contain it.
  /// Large photos are not in these data.
  bool is_as_sent(const WordMapField& sent, const std::string& hash) const {
    if (!sent.frame.empty() && hash == sent.frame) return true;
    if (sent.picture.empty() || hash != sent.picture) return false;
    const std::vector<GivenEntry> entries = given_entries(map_->given, "{}");
    return std::any_of(entries.begin(), entries.end(), [&sent](const GivenEntry& entry) {
      return entry.pointer == sent.pointer && !entry.data.empty();
    });
  }

  /// The picture of a control.
  void take_photo(const WordField& field, RawField raw) {
    const WordStory& story = stories_[field.story];
    const word::Picture* shown = nullptr;
    for (std::size_t at = field.range.first; at < field.range.last; ++at) {
      const WordItem& item = story.items()[at];
      const bool is_picture = item.item != nullptr && item.item->type == word::InlineType::Picture;
      if (is_picture && !item.is_hidden && item.item->index < document_.pictures.size()) {
        shown = &document_.pictures[item.item->index];
      }
    }
    const bool is_placeholder = field.pointer.empty() && field.control->shows_placeholder;
    if (shown != nullptr && !is_placeholder) {
      const auto bytes = shown->part.empty() ? std::nullopt : read_part(shown->part);
      const WordMapField* const sent = map_ && !field.pointer.empty() ? map_->find(field.pointer) : nullptr;
      if (bytes && sent != nullptr && is_as_sent(*sent, base::sha256(*bytes))) return;
      if (bytes) raw.text = picture_address(*bytes);
      if (raw.text.empty() && !field.pointer.empty()) {
        return file_.report_field(field.pointer, raw.place, messages::IntakePictureField);
      }
    }
    if (!field.pointer.empty()) return add(std::move(raw));
    file_.foreign_fields.push_back({field.tag, field.alias, field.bookmark, std::move(raw)});
  }

  /// For other fields the blank form shows which are missing; not every form of a kind has a place for a photo.
  void report_missing_photos() {
    if (!map_) return;
    for (const auto& [number, sent] : map_->fields) {
      if (sent.type != "picture") continue;
      const bool is_there =
          std::any_of(fields_.fields.begin(), fields_.fields.end(),
                      [&sent = sent](const WordField& field) { return field.pointer == sent.pointer; });
      if (is_there) continue;
      file_.report(messages::IntakeFieldsMissing, {"1", std::to_string(map_->fields.size()), sent.label, sent.label});
    }
  }

  std::optional<std::string> read_part(const std::string& name) {
    auto bytes = zip_.read(name);
    return bytes ? std::optional(std::move(*bytes)) : std::nullopt;
  }

  /// The sign that a box shows.
  void read_box(const WordField& field, ShownRange& shown, RawField& raw) {
    const std::string sign(trim_blanks(shown.text));
    const word::Control* const control = field.control;
    std::optional<bool> meant;
    if (control != nullptr && control->type == ControlType::CheckBox) {
      if (sign == base::to_utf8(control->checked_sign)) meant = true;
      if (sign == base::to_utf8(control->unchecked_sign)) meant = false;
    }
    // Of several signs, all that are shown count. What people see takes precedence over the control's state, except for
    // the cross, which is a tick for some people and not for others.
    std::optional<bool> ticked = sign.empty() ? false : read_tick(sign);
    if (!ticked || (sign == "×" && meant)) ticked = meant;
    const bool is_turned = meant && ticked && *meant != *ticked && !sign.empty();
    raw.type = RawType::Boolean;
    raw.text = ticked.value_or(false) ? "true" : "false";
    const bool has_state = control != nullptr && control->checked.has_value();
    const bool differs = !ticked || is_turned || (has_state && *control->checked != *ticked);
    if (!differs || field.pointer.empty()) return;
    const bool is_on = is_turned ? *meant : has_state && *control->checked;
    const std::string state = is_on ? "☑" : "☐";
    file_.report_field(field.pointer, raw.place, messages::IntakeShownDiffers, {sign, state});
  }

  void read_legacy(const WordField& field, ShownRange& shown, RawField& raw) const {
    const word::LegacyField& legacy = *field.legacy;
    switch (legacy.type) {
      case word::LegacyType::Text: {
        // Blanks of a text field are em spaces of the same number.
        std::string text = shown.text;
        for (const std::string_view space : {"\xE2\x80\x82", "\xC2\xA0", "\xE2\x80\x83"}) {
          std::string plain;
          for (std::size_t at = 0; at < text.size();) {
            if (std::string_view(text).substr(at).starts_with(space)) {
              plain += ' ';
              at += space.size();
            } else {
              plain += text[at++];
            }
          }
          text = std::move(plain);
        }
        const bool is_default = !legacy.default_text.empty() && label_text(legacy.default_text) == label_text(text);
        raw.text = is_default && shown.is_placeholder ? std::string() : std::string(trim_blanks(text));
        break;
      }
      case word::LegacyType::CheckBox:
        raw.type = RawType::Boolean;
        raw.text = legacy.checked.value_or(legacy.default_checked.value_or(false)) ? "true" : "false";
        break;
      case word::LegacyType::DropDown: {
        const std::uint32_t entry = legacy.result.value_or(legacy.default_entry.value_or(0));
        raw.type = RawType::Choice;
        if (entry < legacy.entries.size()) raw.text = legacy.entries[entry];
        break;
      }
    }
  }

  void take_foreign(const WordField& field, const ShownRange& shown, RawField raw) {
    report_unread_cell(shown, raw.place);
    if (field.tag.empty() && field.alias.empty() && field.bookmark.empty() && raw.text.empty()) return;
    if (shown.hidden.empty() || !shown.text.empty())
      file_.foreign_fields.push_back({field.tag, field.alias, field.bookmark, std::move(raw)});
  }

  void take_box(const WordField& field, const RawField& raw) {
    boxes_.emplace(field.pointer, raw.place);
    if (raw.text != "true") return;
    RawField ticked{field.pointer, RawType::Choice, *field.choice, {}, raw.place};
    const bool is_known = std::any_of(file_.fields.begin(), file_.fields.end(), [&ticked](const RawField& known) {
      return known.pointer == ticked.pointer && known.text == ticked.text;
    });
    if (!is_known) file_.fields.push_back(std::move(ticked));
    ticked_.insert(field.pointer);
  }

  /// Fields without a ticked box are blank.
  void finish_boxes() {
    for (const auto& [pointer, place] : boxes_) {
      if (!ticked_.contains(pointer)) file_.blanks.push_back({pointer, RawType::Text, {}, {}, place});
    }
  }

  /// Keeps the first of several places of a field; reports differing ones: intake/conflict.
  void join_values() {
    std::map<std::string, std::string> seen;
    std::vector<RawField> kept;
    for (RawField& field : file_.fields) {
      if (boxes_.contains(field.pointer)) {
        kept.push_back(std::move(field));
        continue;
      }
      const auto [known, added] = seen.emplace(field.pointer, field.text);
      if (added) {
        kept.push_back(std::move(field));
      } else if (!is_same_value(known->second, field.text)) {
        const FieldPlace place = field.place;
        file_.report_field(field.pointer, place, messages::IntakeConflict, {known->second, field.text});
      }
    }
    file_.fields = std::move(kept);
    // A field that is filled in at one place is not blank.
    std::erase_if(file_.blanks, [&seen](const RawField& blank) { return seen.contains(blank.pointer); });
  }

  /// Whether words follow a colon: `编号：A-1`.
  static bool has_answer(std::string_view text) {
    for (const std::string_view colon : {"：", ":"}) {
      const std::size_t at = text.find(colon);
      if (at != std::string_view::npos && !written(text.substr(at + colon.size())).empty()) return true;
    }
    return false;
  }

  /// The text that people see for a field that has none, or only a prompt to fill it in.
  std::optional<std::string> shown_instead(const WordField& field) const {
    if (field.legacy == nullptr) {
      const bool is_box = field.control != nullptr && field.control->type == ControlType::CheckBox;
      const ShownRange shown = stories_[field.story].shown(field.range);
      return is_box || !is_placeholder(field, shown) ? std::nullopt : std::optional(std::string());
    }
    if (field.legacy->type == word::LegacyType::Text) return std::nullopt;
    RawField raw;
    ShownRange shown;
    read_legacy(field, shown, raw);
    if (field.legacy->type == word::LegacyType::DropDown) return raw.text;
    return raw.text == "true" ? "☑" : "□";
  }

  /// Reads cells of tables as those of a sheet with the number of the table, and lines of text with their paragraph as
  /// row. Headers and footers are mostly print: only answers in them are reported.
  void collect_cells() {
    file_.is_unnamed = true;
    for (const WordField& field : fields_.fields) {
      WordStory& story = stories_[field.story];
      if (const auto repeated = repeated_pieces(story, field)) story.show_instead(*repeated, {});
      if (const auto seen = shown_instead(field)) story.show_instead(field.range, *seen);
    }
    for (const WordStory& story : stories_) {
      const word::StoryType type = document_.stories[story.number()].type;
      const bool is_margin = type == word::StoryType::Header || type == word::StoryType::Footer;
      const auto& items = story.items();
      for (std::size_t at = 0; at < items.size();) {
        const WordPlace place = story.place_of(at).word;
        std::size_t end = at + 1;
        // A cell consists of all its paragraphs, a line of text of one.
        while (end < items.size() && place.table > 0 && is_same_cell(story.place_of(end).word, place)) ++end;
        while (end < items.size() && place.table == 0 && items[end].paragraph == items[at].paragraph) ++end;
        ShownRange shown = story.shown({at, end}, TextAs::Seen);
        while (shown.text.ends_with('\n')) shown.text.pop_back();
        if (is_margin) {
          if (has_answer(shown.text)) report_text_beside(story.place_of(at), shown.text, file_);
        } else if (file_.loose_cells.size() < limits_.max_cells) {
          // Answers refer to the letter of a list item.
          const std::string& marker = items[at].paragraph->marker;
          if (place.table == 0 && !trim_blanks(shown.text).empty() && !marker.empty() &&
              base::is_ascii_alpha(marker.front()))
            shown.text.insert(0, marker + " ");
          LooseCell cell{place.table > 0 ? std::to_string(place.table) : std::string(),
                         place.table > 0 ? place.row : place.paragraph, place.column, RawType::Text, shown.text};
          cell.is_struck = shown.is_struck;
          report_unread_cell(shown, story.place_of(at));
          file_.loose_cells.push_back(std::move(cell));
        }
        at = end;
      }
    }
  }

  /// Many blank forms contain pictures.
  void report_unread_cell(const ShownRange& shown, const FieldPlace& place) {
    for (const Unread& unread : shown.unread) {
      if (unread.type == UnreadType::Picture) continue;
      const diagnostics::TextPair what = words_of(unread);
      const diagnostics::TextPair where = place_words(place);
      file_.notices.push_back(
          {messages::IntakeMarkBeside, {where.english, where.chinese, what.english, what.chinese}, false, {}, place});
    }
  }

  static bool is_same_cell(const WordPlace& a, const WordPlace& b) {
    return a.table == b.table && a.row == b.row && a.column == b.column && a.part == b.part;
  }

  package::ZipArchive& zip_;
  const word::Document& document_;
  UnnamedCells unnamed_;
  const IntakeLimits& limits_;
  ReturnedFile& file_;
  std::vector<WordStory> stories_;
  std::optional<WordMap> map_;
  WordFields fields_;
  std::map<std::string, FieldPlace> boxes_;  // by pointer
  std::set<std::string> ticked_;
};

void read_word_form(package::ZipArchive& zip, UnnamedCells unnamed, const IntakeLimits& limits, ReturnedFile& file) {
  const auto document = word::read_document(zip, word_limits(limits));
  if (document) return DocxReader(zip, *document, unnamed, limits, file).read();
  const word::WordFailure& failure = document.error();
  switch (failure.error) {
    case word::WordError::Package:
      if (failure.zip == package::ZipError::Damaged || failure.zip == package::ZipError::NoSuchEntry)
        return file.report(messages::IntakeDamaged, {"DOCX"});
      return report_zip_error(failure.zip, limits, file);
    case word::WordError::NotWord: return file.report(messages::IntakeUnknownFile);
    case word::WordError::Damaged: return file.report(messages::IntakeDamaged, {"DOCX"});
    case word::WordError::DocumentType: return file.report(messages::IntakeDocumentType);
    case word::WordError::TooLarge: {
      const diagnostics::TextPair limit = words_of(failure);
      return file.report(messages::IntakeLimit, {limit.english, limit.chinese});
    }
  }
}

}  // namespace

ReturnedFile read_docx(std::string_view bytes, UnnamedCells unnamed, const IntakeLimits& limits) {
  ReturnedFile file;
  file.type = FileType::Docx;
  auto zip = package::ZipArchive::open(bytes, limits.zip());
  if (!zip) {
    if (zip.error() == package::ZipError::Damaged) {
      file.report(messages::IntakeDamaged, {"DOCX"});
    } else {
      report_zip_error(zip.error(), limits, file);
    }
    return file;
  }
  read_word_form(*zip, unnamed, limits, file);
  return file;
}

ReturnedFile read_office_form(std::string_view bytes, UnnamedCells unnamed, const IntakeLimits& limits) {
  auto zip = package::ZipArchive::open(bytes, limits.zip());
  if (!zip || !word::is_word_package(*zip)) return read_xlsx(bytes, unnamed, limits);
  // The file is opened again, since unpacked bytes count towards the limit.
  return read_docx(bytes, unnamed, limits);
}

void check_ticks(ReturnedFile& file, const schema::Schema& schema) {
  std::map<std::string, RawField> first;
  std::erase_if(file.fields, [&](const RawField& field) {
    const auto [known, added] = first.emplace(field.pointer, field);
    if (added || field.type != RawType::Choice) return false;
    const auto of_schema = schema::known_field(schema, field.pointer);
    // Choices without a type are single values.
    const bool is_list = of_schema && of_schema->types.has(schema::SchemaType::Array) && of_schema->choices.empty();
    if (is_list) return false;
    const diagnostics::TextPair where = place_words(field.place);
    file.report_field(field.pointer, known->second.place, diagnostics::messages::IntakeTwoTicks,
                      {known->second.text, field.text, where.english, where.chinese});
    return true;
  });
}

}  // namespace gongwen::intake
