#include "adopt/detail/field_collector.h"

#include "adopt/detail/form_words.h"
#include "adopt/detail/line_places.h"
#include "base/utf8.h"
#include "intake/option_marks.h"
#include "intake/units.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <variant>

namespace gongwen::adopt {
namespace {

using word::InlineType;

/// The title of a field in a group: 设备 and 名称 make 设备名称.
std::string joined_title(const std::string& group, const std::string& own) {
  constexpr std::array<std::string_view, 10> kContainers{"方式", "信息", "情况", "资料", "内容",
                                                         "事项", "登记", "简介", "确认", "要求"};
  constexpr std::size_t kStem = 6;  // bytes of two Chinese characters
  const bool is_chinese = !group.empty() && (group.front() & 0x80) != 0 && !own.empty() && (own.front() & 0x80) != 0;
  if (!is_chinese || ends_with_any(group, kContainers)) return own;
  // 用印登记 and 用印时间, 是否外带 and 外带时间: the field already names its group.
  const bool is_said = own.find(group.substr(0, kStem)) != std::string::npos || group.find(own) != std::string::npos ||
                       (group.size() > kStem && own.find(group.substr(group.size() - kStem)) != std::string::npos);
  if (is_said || group.starts_with("是否") || base::count_code_points(group + own) > kMostOfLabel) return own;
  return group + own;
}

/// The paragraph of a blank without width, such as the one after 审核人： at the end of a line.
const word::Paragraph* paragraph_at(const CellText& cell, std::size_t at) {
  const word::Paragraph* paragraph = nullptr;
  for (const TextPart& part : cell.parts) {
    if (part.begin < at && at <= part.end) paragraph = part.paragraph;
  }
  return paragraph;
}

/// The control for which a blank was put into the text, see with_blanks.
const FoundControl* control_at(const CellText& cell, const LinePlace& place) {
  const auto found = std::find_if(cell.controls.begin(), cell.controls.end(), [&place](const FoundControl& one) {
    return one.end > one.begin && one.begin >= place.begin && one.end <= place.end;
  });
  return found == cell.controls.end() ? nullptr : &*found;
}

void put_end(const std::string& word, GuessedField& field) {
  field.title += "（" + word + "）";
  if (!field.label.empty()) field.label += "（" + word + "）";
}

}  // namespace

GuessedForm FieldCollector::finish() {
  name_fields();
  form_.lines = lines_.finish(form_.fields);
  name_words_of_all();
  // Words beside the body come last.
  const auto order = [](const FoundWords& words) {
    return std::pair(!words.story.empty(), words.paragraph);
  };
  std::stable_sort(left_out_.begin(), left_out_.end(),
                   [&](const FoundWords& a, const FoundWords& b) { return order(a) < order(b); });
  for (FoundWords& words : left_out_) {
    const std::string story = words.story.empty() ? std::string() : std::string(words.story) + " ";
    form_.left_out.push_back({std::move(words.text), story + "¶" + std::to_string(words.paragraph), words.is_place});
  }
  if (unnamed_ > 0) form_.left_out.push_back({"… + " + std::to_string(unnamed_), {}, false});
  return std::move(form_);
}

void FieldCollector::leave_out(std::string_view text, std::uint32_t paragraph, std::string_view story, bool is_place) {
  constexpr std::size_t kMostShown = 40;
  std::string shown(trimmed(text));
  said_ += comparable(shown) + "\n";
  std::replace(shown.begin(), shown.end(), '\n', ' ');
  if (base::count_code_points(shown) > kMostShown)
    shown = std::string(base::first_code_points(shown, kMostShown)) + "…";
  left_out_.push_back({std::move(shown), story, paragraph, is_place});
}

std::string FieldCollector::place_of(std::uint32_t paragraph) const {
  return std::string(story_) + (story_.empty() ? "¶" : " ¶") + std::to_string(paragraph);
}

/// Lists the words that appear in no field, title or message, so that the import loses none silently.
void FieldCollector::name_words_of_all() {
  const auto say = [this](std::string_view text) {
    said_ += comparable(text) + "\n";
  };
  say(form_.title);
  const auto say_field = [&](const GuessedField& field) {
    say(field.title);
    say(field.label);
    say(field.note);
    say(field.sign);
    for (const std::string& option : field.options) say(option);
  };
  for (const GuessedField& field : form_.fields) {
    say_field(field);
    std::for_each(field.columns.begin(), field.columns.end(), say_field);
  }
  name_other_words(document_.stories.front().blocks, {});
  for (const word::Story& story : document_.stories) {
    const std::string_view name = name_of_story(story.type);
    if (!name.empty() && !story.is_separator) name_other_words(story.blocks, name);
  }
}

/// The name of a story for places in messages; empty for stories that are not on the paper of the form.
std::string_view FieldCollector::name_of_story(word::StoryType type) {
  switch (type) {
    case word::StoryType::Header: return "header";
    case word::StoryType::Footer: return "footer";
    case word::StoryType::Footnote:
    case word::StoryType::Endnote: return "note";
    case word::StoryType::TextBox: return "textbox";
    case word::StoryType::Body:
    case word::StoryType::Comment: break;
  }
  return {};
}

/// Returns whether there are any.
bool FieldCollector::name_other_words(const std::vector<word::Block>& blocks, std::string_view story) {
  const std::size_t before = left_out_.size() + unnamed_;
  for (const word::Block& block : blocks) {
    if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content)) {
      CellText text;
      add_paragraph(document_, *paragraph, text);
      const std::string shown = with_blanks(text).text;
      const std::size_t known = left_out_.size() + unnamed_;
      for (const std::string_view words : words_between_places(shown)) {
        if (is_said(words, said_)) continue;
        constexpr std::size_t kMostNamed = 300;
        if (left_out_.size() < kMostNamed)
          leave_out(words, paragraph->number, story, is_photo(words));
        else
          ++unnamed_;
      }
      // （盖章）, and 附件1 if other words also name it.
      const bool is_plain = text.controls.empty() && line_places(text.text).empty() && !trimmed(text.text).empty();
      const std::string line = comparable(text.text) + "\n";
      const bool is_of_field = said_.starts_with(line) || said_.find("\n" + line) != std::string::npos;
      const bool is_printed =
          left_out_.size() + unnamed_ > known || is_left_out(paragraph->number, story) || (is_plain && !is_of_field);
      if (is_printed && !trimmed(text.text).empty()) form_.printed.push_back(text.text);
      continue;
    }
    for (const word::Row& row : std::get<word::Table>(block.content).rows) {
      for (const word::Cell& cell : row.cells) {
        const std::size_t first = form_.printed.size();
        const auto is_table = [](const word::Block& one) {
          return std::holds_alternative<word::Table>(one.content);
        };
        if (std::any_of(cell.blocks.begin(), cell.blocks.end(), is_table)) {
          name_other_words(cell.blocks, story);
          continue;
        }
        if (!name_other_words(cell.blocks, story) && form_.printed.size() == first) continue;
        // A cell is read as one text.
        form_.printed.resize(first);
        form_.printed.push_back(text_of(document_, cell).text);
      }
    }
  }
  return left_out_.size() + unnamed_ > before;
}

bool FieldCollector::is_left_out(std::uint32_t paragraph, std::string_view story) const {
  return std::any_of(left_out_.begin(), left_out_.end(),
                     [&](const FoundWords& one) { return one.paragraph == paragraph && one.story == story; });
}

/// Adds a field for each place in a text that has a label, or is beside one. Returns the number of fields.
std::size_t FieldCollector::add_places(const CellText& cell, const std::optional<Label>& beside,
                                       const std::string& group) {
  const std::string& text = cell.text;
  std::set<std::string> left;
  bool has_unnamed = false;  // a place without a label
  const std::size_t before = form_.fields.size();
  std::string choice;           // the title of the boxes before a place
  std::string option;           // their last option
  std::optional<Label> period;  // of its begin
  std::vector<FieldPlaceInLine> in_line;
  std::vector<LabelledPlace> boxes;
  std::size_t last = 0;  // the end of the place before
  for (const LinePlace& place : line_places(text)) {
    const std::string_view words = trimmed(std::string_view(text).substr(last, std::max(place.begin, last) - last));
    last = place.end;
    boxes.insert(boxes.end(), place.options.begin(), place.options.end());
    if (place.type != PlaceType::Boxes) {
      const bool has_label = asks_below(words) && comparable(words) == comparable(place.label);
      in_line.push_back({place.begin, place.end, {}, {}, has_label && place.unit.empty()});
    }
    const bool is_in_cell = beside.has_value();
    std::optional<Label> own = read_label(place.label, place.type == PlaceType::Boxes ? kMostOfQuestion : kMostOfLabel);
    // 共____天, 自 年 月 日: words that name no field.
    constexpr std::array<std::string_view, 8> kSums{"共", "共计", "合计", "￥", "¥", "自", "从", "约"};
    const bool is_sum = own && std::find(kSums.begin(), kSums.end(), own->text) != kSums.end();
    if (is_sum) own.reset();
    std::string around = own && beside ? beside->text : group;
    if (!own && place.is_of_option && !choice.empty()) {
      const std::optional<Label> words = read_label(option);
      own = Label{choice + "（" + (words ? words->text : option) + "）"};
      around.clear();
    }
    if (!own && is_sum && period) own = Label{period->text};
    if (!own) own = beside;
    if (place.period == PeriodEnd::End && period) own = period;
    const FoundControl* const control = control_at(cell, place);
    if (!own && control != nullptr && !control->name().empty()) own = Label{control->name()};
    if (!own) {
      has_unnamed = true;
      continue;
    }
    if (place.period == PeriodEnd::Begin) period = own;
    const bool is_date = place.type == PlaceType::Date || place.type == PlaceType::Month;
    constexpr std::array<std::string_view, 7> kTimes{"日期", "时间", "年月", "期限", "日", "期", "date"};
    const bool is_signed = is_date && !ends_with_any(own->text, kTimes) &&
                           (place.is_signed || (!place.label.empty() && is_of_signer(own->text)));
    // The caller has already judged the label beside the cell.
    const bool is_signature = asks_for_signature(own->text) && !(beside && own->text == beside->text);
    if ((is_signed && control == nullptr) || is_signature) {
      left.insert(own->text);
      if (control != nullptr) controls_.insert(control->begin);
      continue;
    }
    if (place.type == PlaceType::Boxes) {
      if (place.options.empty() || (place.options.size() < 2 && !is_in_cell)) {
        has_unnamed = true;
        continue;
      }
      choice = joined_title(around, own->text);
      option = place.options.back().label;
      add_options(*own, place, cell, is_in_cell ? 0.9 : 0.8, around);
      continue;
    }
    const std::size_t index = form_.fields.size();
    add_place(*own, place, cell, is_in_cell, around);
    if (form_.fields.size() > index) in_line.back().field = index;
  }
  const std::size_t added = form_.fields.size() - before;
  if (added > 0) lines_.add(text, std::move(in_line), boxes);
  if (added > 0 && beside) print(beside->text);
  // Each text once; a cell without fields is judged by the caller.
  if (added > 0 || !beside) {
    for (const std::string& one : left) leave_out(one, cell.paragraph);
    if (has_unnamed) leave_out(text, cell.paragraph);
  }
  return added;
}

void FieldCollector::add_place(const Label& label, const LinePlace& place, const CellText& cell, bool is_in_cell,
                               const std::string& group) {
  GuessedField field = field_of(label, GuessedType::ByTitle, cell.paragraph, GuessReason::Blank, 0);
  switch (place.type) {
    case PlaceType::Date: field.type = GuessedType::Date; break;
    case PlaceType::Month: field.type = GuessedType::Month; break;
    case PlaceType::Moment: field.type = GuessedType::Text; break;
    case PlaceType::Blank:
    case PlaceType::Room:
    case PlaceType::Boxes: break;
  }
  const bool is_time =
      place.type == PlaceType::Date || place.type == PlaceType::Month || place.type == PlaceType::Moment;
  if (is_time) field.reason = GuessReason::DateBlank;
  field.confidence = place.type == PlaceType::Room     ? 0.6
                     : place.type == PlaceType::Moment ? 0.75
                     : is_time                         ? (is_in_cell ? 0.95 : 0.85)
                                                       : (is_in_cell ? 0.75 : 0.8);
  const std::string_view shown = std::string_view(cell.text).substr(place.begin, place.end - place.begin);
  // The note says which parts of a moment to write: 月日时分.
  if (place.type == PlaceType::Moment && field.note.empty()) field.note = without_spread(trimmed(shown));
  put_unit(place.unit, field);
  if (place.period != PeriodEnd::None) put_end(place.period == PeriodEnd::Begin ? "起" : "止", field);
  if (const FoundControl* const control = control_at(cell, place)) {
    controls_.insert(control->begin);
    field.confidence = 0.95;
    return add_control(*control, std::move(field), true, group);
  }
  Answer answer;
  answer.places.push_back(place_in(cell, place.begin, place.end));
  if (answer.places.front().paragraph == nullptr) answer.places.front().paragraph = paragraph_at(cell, place.begin);
  answer.is_in_line = !(trimmed(std::string_view(cell.text).substr(0, place.begin)).empty() &&
                        trimmed(std::string_view(cell.text).substr(place.end)).empty());
  add(std::move(field), std::move(answer), group);
}

/// The unit becomes part of the title: 申请经费（万元）.
void FieldCollector::put_unit(const std::string& unit, GuessedField& field) {
  if (unit.empty() || field.title.find("大写") != std::string::npos) return;
  if (intake::counts_things(unit)) field.type = GuessedType::Number;
  // 文件份数 and 经费（万元） already state their unit.
  const std::string said = intake::unit_of_label(field.base + "（" + field.note + "）");
  if (said != unit && intake::unit_of_label(field.base) != unit) put_end(unit, field);
}

GuessedField FieldCollector::field_of(const Label& label, GuessedType type, std::uint32_t paragraph, GuessReason reason,
                                      double confidence) const {
  GuessedField field;
  field.title = label.text;
  field.base = label.text;
  if (!label.printed.empty() && label.printed != label.text) field.label = label.printed;
  // A period is not a month: 起止年月.
  const bool is_period = type == GuessedType::ByTitle && label.text.find("起止") != std::string::npos;
  field.type = is_period ? GuessedType::Text : type;
  field.is_required = label.is_required;
  field.note = label.note;
  field.place = place_of(paragraph);
  field.reason = reason;
  field.confidence = confidence;
  return field;
}

// Names.

void FieldCollector::add(GuessedField field, Answer answer, const std::string& group) {
  std::string title = joined_title(group, field.title);
  const bool is_joined = title != field.title;
  if (is_joined && !field.label.empty()) field.label = group + field.label;
  if (is_joined) print(group);
  field.title = std::move(title);
  put_table_unit(field);
  contexts_.push_back({group, heading_ && !heading_->number.empty() ? heading_->text : std::string()});
  form_.fields.push_back(std::move(field));
  form_.answers.push_back(std::move(answer));
}

/// 设备费 below 单位：万元 has this unit; 数量 does not.
void FieldCollector::put_table_unit(GuessedField& field) const {
  // Sums in words include their unit.
  if (table_unit_.empty() || field.title.find("大写") != std::string::npos) return;
  std::for_each(field.columns.begin(), field.columns.end(), [this](GuessedField& column) { put_table_unit(column); });
  constexpr std::array<std::string_view, 22> kMoney{"费",   "金额", "经费", "价",   "款",   "预算", "收入", "支出",
                                                    "资金", "投资", "产值", "利润", "成本", "税",   "余额", "总额",
                                                    "决算", "资产", "负债", "薪",   "工资", "补助"};
  constexpr std::array<std::string_view, 12> kOther{"数量", "备注", "说明", "比例", "次数", "人数",
                                                    "时间", "日期", "用途", "依据", "理由", "方式"};
  constexpr std::array<std::string_view, 3> kSums{"合计", "小计", "总计"};
  const auto has_any = [&field](const auto& words) {
    return std::any_of(words.begin(), words.end(),
                       [&field](std::string_view word) { return field.title.find(word) != std::string::npos; });
  };
  const bool is_typed = field.type != GuessedType::ByTitle || !field.options.empty() || !field.columns.empty();
  if (is_typed || has_any(kOther) || !(has_any(kMoney) || has_any(kSums))) return;
  if (!intake::unit_of_label(field.title + "（" + field.note + "）").empty()) return;
  // 设备费（第一年） keeps its brackets; its unit is stated separately.
  if (!field.title.ends_with("）"))
    put_end(table_unit_, field);
  else if (field.note.empty())
    field.note = table_unit_;
}

std::map<std::string, std::vector<std::size_t>> FieldCollector::fields_by_title() const {
  std::map<std::string, std::vector<std::size_t>> fields;
  for (std::size_t i = 0; i < form_.fields.size(); ++i) fields[form_.fields[i].title].push_back(i);
  return fields;
}

/// Gives each field a unique title: with its note, 工作单位（英文）, with the label or heading above it, or with a
/// number.
void FieldCollector::name_fields() {
  for (const auto& [title, same] : fields_by_title()) {
    if (same.size() == 1) continue;
    std::set<std::string> notes;
    for (const std::size_t i : same) notes.insert(form_.fields[i].note);
    for (const std::size_t i : same) {
      GuessedField& field = form_.fields[i];
      if (notes.size() == 1 || field.note.empty()) continue;
      field.title += "（" + std::exchange(field.note, {}) + "）";
    }
  }
  for (const bool by_group : {true, false}) {
    for (const auto& [title, same] : fields_by_title()) {
      if (same.size() == 1) continue;
      std::set<std::string> others;
      for (const std::size_t i : same) others.insert(by_group ? contexts_[i].group : contexts_[i].heading);
      for (const std::size_t i : same) {
        const std::string& other = by_group ? contexts_[i].group : contexts_[i].heading;
        if (others.size() < 2 || other.empty() || title.find(other) != std::string::npos) continue;
        print(other);
        form_.fields[i].title = by_group ? other + title : title + "（" + other + "）";
      }
    }
  }
  std::set<std::string> titles;
  std::map<std::string, int> numbers;  // the last one by title
  for (GuessedField& field : form_.fields) {
    const std::string title = field.title;
    int& number = numbers.emplace(title, 1).first->second;
    while (!titles.insert(field.title).second) field.title = title + "（" + std::to_string(++number) + "）";
  }
}

// The places where answers are written.

/// In a separate cell: its first paragraph. After a label in the same cell: the paragraph below the label, if there is
/// one.
Answer FieldCollector::in_cell(const CellText& cell, std::size_t paragraph) {
  Answer answer;
  if (cell.paragraphs.empty()) return answer;
  answer.places.push_back({cell.paragraphs[std::min(paragraph, cell.paragraphs.size() - 1)], {}, {}});
  return answer;
}

/// An opinion is a text and, if the paper leaves room for it, a date.
Answer FieldCollector::of_opinion(const CellText& cell, std::size_t paragraph) {
  Answer answer = in_cell(cell, paragraph);
  // The signature and the seal of an opinion are below its text.
  if (!answer.places.empty()) answer.places.front().is_before = has_text(cell, *answer.places.front().paragraph);
  if (const std::optional<LabelledPlace> date = find_date_blank(cell.text))
    answer.date = place_in(cell, date->begin, date->end);
  if (answer.date.paragraph != nullptr) return answer;
  // 签名：　　　　日期：
  for (const LinePlace& place : line_places(cell.text)) {
    if (place.label != "日期" || place.type == PlaceType::Boxes) continue;
    answer.date = place_in(cell, place.begin, place.end);
    if (answer.date.paragraph == nullptr) answer.date.paragraph = paragraph_at(cell, place.begin);
  }
  return answer;
}

/// Takes the words at its place to sign. If the cell has none, the opinion counts as sealed, like most.
GuessedField FieldCollector::opinion_of(const Label& label, const CellText& cell, GuessReason reason,
                                        double confidence) const {
  GuessedField field = field_of(label, GuessedType::Opinion, cell.paragraph, reason, confidence);
  std::string_view rest = cell.text;
  while (!rest.empty()) {
    std::size_t end = 0;
    while (end < rest.size() && rest[end] != '\n' && !rest.substr(end).starts_with("    ") &&
           !rest.substr(end).starts_with("\u3000\u3000"))
      end += size_of_character(rest.substr(end));
    std::string words = without_spread(trimmed(rest.substr(0, end)));
    const bool is_seal = words.find("章") != std::string::npos;
    field.is_sealed = field.is_sealed || is_seal;
    // 签字（盖章）：
    for (const std::string_view seal : {"（盖章）", "（公章）", "（签章）", "（章）", "(盖章)"}) {
      if (const std::size_t at = words.find(seal); at != std::string::npos) words.erase(at, seal.size());
    }
    const std::optional<Label> signer = read_label(words);
    if (signer && words != label.text && words.find("章") == std::string::npos && asks_below(words) &&
        (asks_for_signature(words) || is_of_signer(signer->text)))
      field.sign += (field.sign.empty() ? "" : "　　　　") + words;
    rest.remove_prefix(std::min(rest.size(), end + (end < rest.size() ? size_of_character(rest.substr(end)) : 0)));
  }
  field.is_sealed = field.is_sealed || (field.sign.empty() && !find_date_blank(cell.text));
  return field;
}

void FieldCollector::add_opinion(const Label& label, const CellText& cell, std::size_t begin, GuessReason reason,
                                 double confidence, const std::string& group) {
  lines_.add_opinion(cell.text, begin, form_.fields.size());
  // After a label in its cell, the opinion is in the paragraph below.
  add(opinion_of(label, cell, reason, confidence), of_opinion(cell, begin > 0 ? 1 : 0), group);
}

bool FieldCollector::add_ranks(const Label& question, const CellText& cell) {
  const std::string_view text = cell.text;
  std::vector<FieldPlaceInLine> in_line;
  for (const LinePlace& place : line_places(text)) {
    for (const LabelledPlace& option : place.options) {
      const std::string_view sign = text.substr(option.begin, option.end - option.begin);
      const std::size_t bracket = size_of_character(sign);
      // A box is too small for a figure.
      if (!(sign.starts_with("（") || sign.starts_with('(')) || sign.size() <= 2 * bracket) return false;
      const std::size_t begin = option.begin + bracket;
      const std::size_t end = option.end - bracket;
      in_line.push_back({begin, end, form_.fields.size()});
      GuessedField field = field_of(question, GuessedType::Number, cell.paragraph, GuessReason::Blank, 0.75);
      field.title += "（" + option.label + "）";
      field.base = field.title;
      field.label.clear();
      field.note.clear();
      Answer answer;
      answer.places.push_back(place_in(cell, begin, end));
      answer.is_in_line = true;
      add(std::move(field), std::move(answer));
    }
  }
  if (in_line.empty()) return false;
  print(question.printed);
  say(question.printed);
  lines_.add(text, std::move(in_line), {});
  return true;
}

void FieldCollector::add_options(const Label& label, const LinePlace& boxes, const CellText& cell, double confidence,
                                 const std::string& group) {
  GuessedField field = field_of(label, GuessedType::Choice, cell.paragraph, GuessReason::Boxes, confidence);
  if (label.says_several || says_several_choices(cell.text)) field.type = GuessedType::Choices;
  // `□ A. 甲 □ B. 乙`: the letters are not words of the options.
  std::string all;
  for (const LabelledPlace& option : boxes.options) all += option.label + "\n";
  const std::vector<intake::LetteredOption> lettered = intake::lettered_options(all);
  Answer answer;
  answer.is_in_line = true;
  for (std::size_t i = 0; i < boxes.options.size(); ++i) {
    const LabelledPlace& option = boxes.options[i];
    const bool has_letter = lettered.size() == boxes.options.size();
    AnswerPlace& place = answer.places.emplace_back(place_in(cell, option.begin, option.end));
    place.option = has_letter ? all.substr(lettered[i].words, lettered[i].end - lettered[i].words) : option.label;
    if (has_letter) say(option.label);
    if (std::find(field.options.begin(), field.options.end(), place.option) == field.options.end())
      field.options.push_back(place.option);
  }
  if (field.options.size() == 1) {
    field.type = GuessedType::YesNo;
    field.options.clear();
    field.confidence = 0.6;
  }
  add(std::move(field), std::move(answer), group);
}

void FieldCollector::put_control(const FoundControl& one, GuessedField& field) {
  if (one.is_date()) field.type = GuessedType::Date;
  if (one.control != nullptr) {
    for (const auto& [shown, value] : one.control->items) {
      if (!value.empty()) field.options.push_back(shown);
    }
    if (one.control->is_multiline) field.type = GuessedType::LongText;
  } else {
    field.options = one.legacy->entries;
  }
  if (!field.options.empty()) field.type = GuessedType::Choice;
}

/// Adds the field of a control with the type, the options and the place that the control states.
void FieldCollector::add_control(const FoundControl& one, GuessedField field, bool is_in_line,
                                 const std::string& group) {
  field.reason = one.control != nullptr ? GuessReason::Control : GuessReason::LegacyField;
  put_control(one, field);
  Answer answer;
  answer.is_in_line = is_in_line;
  if (!one.shown.empty()) answer.places.push_back({one.paragraph, one.shown, {}});
  add(std::move(field), std::move(answer), group);
}

/// Adds the field of a control that is alone in a cell or line, or after its label.
void FieldCollector::add_lone_control(const FoundControl& one, const CellText& cell, const std::optional<Label>& label,
                                      const std::string& group) {
  GuessedField field;
  if (label) field = field_of(*label, GuessedType::ByTitle, cell.paragraph, GuessReason::Control, 0.95);
  if (!label) {
    field.title = one.name();
    field.place = place_of(cell.paragraph);
    field.confidence = 0.75;
  }
  if (field.title.empty()) return leave_out(cell.text.empty() ? "…" : cell.text, cell.paragraph);
  add_control(one, std::move(field), cell.controls.size() > 1 || !trimmed(cell.text).empty(), label ? group : "");
}

bool FieldCollector::add_controls(const CellText& cell, const std::optional<Label>& label, const std::string& group) {
  std::vector<const FoundControl*> controls;
  for (const FoundControl& one : cell.controls) {
    if (!one.is_box()) controls.push_back(&one);
  }
  if (controls.empty()) return false;
  const std::string_view text = trimmed(cell.text);
  const std::optional<Label> own = label || text.empty() ? label : read_label(text);
  const bool is_behind = trimmed(std::string_view(cell.text).substr(controls.front()->begin)).empty();
  if (controls.size() == 1 && (text.empty() || (!label && own && is_behind && line_places(text).empty()))) {
    add_lone_control(*controls.front(), cell, own, group);
    return true;
  }
  const CellText blanks = with_blanks(cell);
  controls_.clear();
  add_places(blanks, label, group);
  for (const FoundControl& one : blanks.controls) {
    if (!one.is_box() && !controls_.contains(one.begin)) add_lone_control(one, cell, label, group);
  }
  return true;
}

}  // namespace gongwen::adopt
