#include "adopt/detail/line_places.h"

#include "adopt/detail/bracket_boxes.h"
#include "base/utf8.h"
#include "intake/units.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gongwen::adopt {
namespace {

constexpr std::string_view kColon = "：";
constexpr std::array<std::string_view, 5> kMarks{"，", "；", "。", ",", ";"};
constexpr std::size_t kWideGap = 4;    // columns after a colon that are room for writing
constexpr std::size_t kSignedGap = 8;  // before a date: more than the figures of a year

/// Blanks at a place: their bytes, and their width in columns of a Latin letter.
struct Gap {
  std::size_t length = 0;
  std::size_t columns = 0;
};

Gap gap_at(std::string_view text) {
  Gap gap;
  while (gap.length < text.size()) {
    const std::string_view rest = text.substr(gap.length);
    const std::size_t blank = blank_at(rest);
    if (blank == 0 || rest.front() == '\n') break;
    gap.columns += rest.front() == '\t' ? kWideGap : rest.starts_with("\u3000") ? 2 : 1;
    gap.length += blank;
  }
  return gap;
}

std::size_t colon_at(std::string_view text) {
  return text.starts_with(kColon) ? kColon.size() : text.starts_with(':') ? 1 : 0;
}

bool has_colon(std::string_view text) {
  return text.find(':') != std::string_view::npos || text.find(kColon) != std::string_view::npos;
}

bool is_one_of(std::string_view text, const auto& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::size_t mark_at(std::string_view text) {
  for (const std::string_view mark : kMarks) {
    if (text.starts_with(mark)) return mark.size();
  }
  return 0;
}

/// The bytes of blanks and lines for writing between the marks of a date, even of a single blank.
std::size_t date_gap(std::string_view text) {
  constexpr std::string_view kLine = "＿";
  std::size_t at = 0;
  for (;;) {
    const std::string_view rest = text.substr(at);
    const std::size_t size = rest.starts_with('_')     ? 1
                             : rest.starts_with(kLine) ? kLine.size()
                             : rest.starts_with('\n')  ? 0
                                                       : blank_at(rest);
    if (size == 0) return at;
    at += size;
  }
}

struct DateAt {
  PlaceType type = PlaceType::Date;
  std::size_t end = 0;
  Gap before;  // the blanks before its first mark
};

/// Reads a blank date with the blanks before it: `____/____/______`, `　　年　月　日`, `20　年　月　日`,
/// `__月__日__时`.
std::optional<DateAt> date_at(std::string_view text) {
  constexpr std::array<std::string_view, 4> kCentury{"20", "二〇", "二○", "二O"};
  constexpr std::array<std::string_view, 6> kDateMarks{"年", "月", "日", "时", "分", "秒"};
  DateAt date;
  if (const std::size_t day = underscores_at(text); day > 0 && text.substr(day).starts_with('/')) {
    const std::size_t month = underscores_at(text.substr(day + 1));
    const std::size_t second = day + 1 + month;
    const std::size_t year =
        month == 0 || !text.substr(second).starts_with('/') ? 0 : underscores_at(text.substr(second + 1));
    if (year > 0) {
      date.end = second + 1 + year;
      return date;
    }
  }
  date.before = gap_at(text);
  std::size_t at = date_gap(text);
  bool has_century = false;
  for (const std::string_view century : kCentury) {
    if (!text.substr(at).starts_with(century)) continue;
    const std::size_t behind = at + century.size();
    if (behind < text.size() && base::is_ascii_digit(text[behind])) break;
    at = behind + date_gap(text.substr(behind));
    has_century = true;
    break;
  }
  // 2026年　月　日
  constexpr std::size_t kYearDigits = 4;
  const std::string_view year = text.substr(at, kYearDigits);
  if (!has_century && year.size() == kYearDigits && std::all_of(year.begin(), year.end(), base::is_ascii_digit)) {
    const std::string_view behind = text.substr(at + kYearDigits);
    constexpr std::string_view kYear = "年";
    const std::size_t gap = behind.starts_with(kYear) ? date_gap(behind.substr(kYear.size())) : 0;
    if (gap > 0 && behind.substr(kYear.size() + gap).starts_with("月")) at += kYearDigits;
  }
  std::size_t first = kDateMarks.size();
  std::size_t last = 0;
  std::size_t inner = 0;
  std::size_t gap = at;
  for (std::size_t mark = 0; mark < kDateMarks.size(); ++mark) {
    if (!text.substr(at).starts_with(kDateMarks[mark])) {
      if (first < kDateMarks.size()) break;
      continue;
    }
    // 分 of 分管领导 is not the mark of minutes.
    if (first == kDateMarks.size() && mark > 1) return std::nullopt;
    if (first < kDateMarks.size()) inner += gap;
    first = std::min(first, mark);
    last = mark;
    at += kDateMarks[mark].size();
    date.end = at;
    gap = date_gap(text.substr(at));
    at += gap;
  }
  if (first == kDateMarks.size() || last == first) return std::nullopt;
  date.type = first == 0 && last == 2   ? PlaceType::Date
              : first == 0 && last == 1 ? PlaceType::Month
                                        : PlaceType::Moment;
  // Marks without blanks between them are words: 出生年月.
  if (inner == 0 && date.type != PlaceType::Date) return std::nullopt;
  return date;
}

/// The words before a place, as its label.
std::string label_before(std::string_view words) {
  std::string_view text = trimmed(words);
  // The last line with words counts.
  if (const std::size_t line = text.rfind('\n'); line != std::string_view::npos) text = trimmed(text.substr(line + 1));
  std::string_view end = text;
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view colon : {kColon, std::string_view(":")}) {
      if (!end.ends_with(colon)) continue;
      end = trimmed(end.substr(0, end.size() - colon.size()));
      again = true;
    }
  }
  // A label begins after a mark, `，联系电话：____`, or after an open bracket.
  for (const std::string_view mark : kMarks) {
    if (const std::size_t last = end.rfind(mark); last != std::string_view::npos) end.remove_prefix(last + mark.size());
  }
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
    const std::size_t last = end.rfind(open);
    // 类别（□甲 □乙）
    const bool is_all = last != std::string_view::npos && last + open.size() == end.size();
    if (is_all)
      end = trimmed(end.substr(0, last));
    else if (last != std::string_view::npos && end.find(close, last) == std::string_view::npos)
      end.remove_prefix(last + open.size());
    if (end.starts_with(close)) end.remove_prefix(close.size());
  }
  end = trimmed(end);
  // （英文）：____; 联系方式：（手机）____
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
    const std::size_t last = end.rfind(open);
    if (last != std::string_view::npos && end.ends_with(close) && end.substr(0, last).ends_with(kColon))
      end.remove_prefix(last);
    if (end.starts_with(open) && end.find(close) == end.size() - close.size())
      end = trimmed(end.substr(open.size(), end.size() - open.size() - close.size()));
  }
  // 委托期限：自____年; 单位：（盖章）　日期：____
  for (const std::string_view colon : {kColon, std::string_view(":")}) {
    const std::size_t at = end.rfind(colon);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = trimmed(end.substr(at + colon.size()));
    if (base::count_code_points(rest) <= 2) {
      end = trimmed(end.substr(0, at));
      break;
    }
    std::size_t begin = 0;
    for (std::size_t i = 0; i < rest.size(); i += size_of_character(rest.substr(i))) {
      const Gap gap = gap_at(rest.substr(i));
      if (gap.columns < 2) continue;
      begin = i + gap.length;
      i = begin;
    }
    end = rest.substr(std::min(begin, rest.size()));
    break;
  }
  for (const std::string_view word : {"From", "from"}) {
    for (const std::string_view colon : {": ", "："}) {
      const std::string last = std::string(colon) + std::string(word);
      if (text.ends_with(last)) end = trimmed(text.substr(0, text.size() - last.size()));
    }
  }
  for (const std::string_view word : {"自", "从"}) {
    if (end.size() > word.size() && end.ends_with(word)) end.remove_suffix(word.size());
  }
  return std::string(trimmed(end));
}

/// Whether the words between two dates make them a period: 日至, 时起至, —.
bool joins_period(std::string_view words) {
  std::string plain = without_spread(trimmed(words));
  for (const std::string_view extra : {"时", "分", "日", "月", "年", "起", "止", "（含）"}) {
    for (std::size_t at = plain.find(extra); at != std::string::npos; at = plain.find(extra))
      plain.erase(at, extra.size());
  }
  constexpr std::array<std::string_view, 12> kJoins{"To", "to", "至", "到", "—", "——", "－", "-", "~", "～", "--", "–"};
  return is_one_of(plain, kJoins);
}

/// The words after the last bracket that closes more than were opened: the blanks in the brackets of an option,
/// `□需要（单间__间） □不需要`, do not end the options.
std::string_view behind_closed_bracket(std::string_view words) {
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t at = 0; at < words.size(); at += size_of_character(words.substr(at))) {
    const std::string_view here = words.substr(at);
    if (here.starts_with("（") || here.starts_with('(')) ++depth;
    const bool closes = here.starts_with("）") || here.starts_with(')');
    if (!closes) continue;
    if (depth == 0) begin = at + size_of_character(here);
    depth = std::max(depth - 1, 0);
  }
  return words.substr(begin);
}

class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text) {}

  std::vector<LinePlace> run() {
    while (at_ < text_.size()) {
      if (read_boxes() || read_date() || read_blank() || read_bracket() || read_room()) continue;
      // If no date begins at the first of several blanks, none begins at the others either.
      at_ += std::max(gap_at(rest()).length, size_of_character(rest()));
    }
    return std::move(places_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }
  std::string_view words() const { return text_.substr(words_, at_ - words_); }
  /// The words before this place and after the last one, without the blanks at their end.
  std::string_view before() const {
    std::string_view text = words();
    while (!text.empty()) {
      const std::size_t last = base::last_code_point(text);
      if (text[last] == '\n' || blank_at(text.substr(last)) == 0) break;
      text = text.substr(0, last);
    }
    return text;
  }

  void add(LinePlace place) { add(std::move(place), place.end); }
  /// `unit` is the start of the unit, if there is one: it must not become a label of the next place.
  void add(LinePlace place, std::size_t unit) {
    at_ = words_ = unit + place.unit.size();
    places_.push_back(std::move(place));
  }

  /// Reads boxes that follow each other, with the words beside them.
  bool read_boxes() {
    if (box_at(rest()) == 0) return false;
    if (read_boxes_behind()) return true;
    LinePlace boxes;
    boxes.type = PlaceType::Boxes;
    boxes.label = label_before(words());
    // `□需更换（名称：____）　□报废`: a place that belongs to an option does not end the options.
    const auto last = std::find_if(places_.rbegin(), places_.rend(),
                                   [](const LinePlace& place) { return place.type == PlaceType::Boxes; });
    if (last != places_.rend()) boxes.label = label_before(behind_closed_bracket(words()));
    const bool goes_on_here = boxes.label.empty() && last != places_.rend();
    boxes.begin = at_;
    std::size_t words_end = at_;
    bool goes_on = true;
    while (goes_on && box_at(rest()) > 0) {
      LabelledPlace option;
      option.begin = at_;
      at_ += box_at(rest());
      option.end = at_;
      goes_on = read_option(option, words_end);
      if (!option.label.empty()) boxes.options.push_back(std::move(option));
    }
    boxes.end = words_end;
    if (goes_on_here) {
      last->options.insert(last->options.end(), boxes.options.begin(), boxes.options.end());
      at_ = std::max(at_, words_end);
      words_ = words_end;
    } else {
      add(std::move(boxes));
    }
    return true;
  }

  /// Reads `性别：男□ 女□`: each box is after its words, and the line ends with a box.
  bool read_boxes_behind() {
    constexpr std::size_t kFewest = 2;
    std::size_t first = at_;  // start of the words of the first box
    while (first > words_) {
      const std::size_t sign = base::code_point_begin(text_, first - 1);
      const std::string_view here = text_.substr(sign);
      if (blank_at(here) > 0 || mark_at(here) > 0 || colon_at(here) > 0 || here.starts_with("、")) break;
      first = sign;
    }
    LinePlace boxes;
    boxes.type = PlaceType::Boxes;
    boxes.label = label_before(text_.substr(words_, first - words_));
    boxes.begin = at_;
    std::size_t words = first;
    std::size_t at = at_;
    while (at < text_.size() && text_[at] != '\n') {
      const std::string_view here = text_.substr(at);
      const std::size_t box = box_at(here);
      // `男□　女□　　年龄：____`
      if (underscores_at(here) > 0 || colon_at(here) > 0) break;
      if (box > 0) {
        const std::string own = option_words(text_.substr(words, at - words));
        if (own.empty()) return false;
        boxes.options.push_back({own, at, at + box});
        words = boxes.end = at + box;
      }
      at += std::max(box, size_of_character(here));
    }
    const std::string_view behind = text_.substr(words, at - words);
    const bool has_gap = blank_at(behind) > 0 || mark_at(behind) > 0;
    const bool is_at_end = option_words(behind).empty() || (has_gap && at < text_.size() && text_[at] != '\n');
    if (boxes.options.size() < kFewest || !is_at_end) return false;
    add(std::move(boxes));
    return true;
  }

  /// Reads the words of an option, from `at_` on, and the blanks after them. Returns false if no further option can
  /// follow: at a place for writing, at the end of the line, before the label of another place.
  bool read_option(LabelledPlace& option, std::size_t& end) {
    const std::size_t begin = at_;
    std::size_t stop = at_;  // the end of its words
    std::size_t split = std::string_view::npos;
    bool at_place = false;
    int depth = 0;  // of brackets that the option has opened
    while (at_ < text_.size() && box_at(rest()) == 0 && text_[at_] != '\n') {
      // 类别（□甲 □乙）
      const bool closes = rest().starts_with("）") || rest().starts_with(')');
      if (closes && depth-- == 0) break;
      if (underscores_at(rest()) > 0 || (date_at(rest()) && at_ > begin)) {
        at_place = true;
        break;
      }
      const Gap gap = gap_at(rest());
      if (gap.columns >= 2 && stop > begin && split == std::string_view::npos) split = at_;
      const std::size_t size = gap.length > 0 ? gap.length : size_of_character(rest());
      if (colon_at(rest()) > 0 && gap_at(rest().substr(colon_at(rest()))).columns >= kWideGap && stop > begin) {
        at_place = true;
        at_ += size;
        break;
      }
      if (mark_at(rest()) > 0 && split == std::string_view::npos && stop > begin) split = at_;
      if (rest().starts_with("（") || rest().starts_with('(')) {
        open_ = at_;
        ++depth;
      }
      at_ += size;
      if (gap.length == 0) stop = at_;
    }
    // `□乙 共____份`
    for (const std::string_view sum : {" 共", "　共", " 合计", "　合计"}) {
      const std::string_view own = text_.substr(begin, stop - begin);
      if (at_place && split == std::string_view::npos && own.ends_with(sum)) split = stop - sum.size();
    }
    // `□不满意　　签名：`: a gap or mark separates the option from the next label.
    const bool has_other = split < stop && (at_place || has_colon(text_.substr(split, stop - split)));
    std::size_t from = stop;
    if (at_place && open_ > begin && text_.substr(open_, at_ - open_).find("）") == std::string_view::npos)
      from = open_;
    if (has_other) from = std::min(from, split);
    option.label = option_words(text_.substr(begin, from - begin));
    end = from;
    if (from < stop || at_place) {
      at_ = from;
      if (at_place && from == stop) behind_option_ = true;
      return false;
    }
    // A line feed also separates options.
    if (at_ < text_.size() && text_[at_] == '\n') {
      std::size_t next = at_;
      while (const std::size_t blank = blank_at(text_.substr(next))) next += blank;
      if (box_at(text_.substr(next)) == 0) return false;
      at_ = next;
    }
    return true;
  }

  static std::string option_words(std::string_view own) {
    std::string plain = without_spread(trimmed(own));
    for (bool again = true; again;) {
      again = false;
      for (const std::string_view mark : {"：", ":", "；", ";", "，", ",", "、", "。"}) {
        const bool begins = plain.starts_with(mark);
        if (!begins && !plain.ends_with(mark)) continue;
        plain.erase(begins ? 0 : plain.size() - mark.size(), mark.size());
        again = true;
      }
    }
    return plain;
  }

  bool read_date() {
    const std::optional<DateAt> date = date_at(rest());
    if (!date) return false;
    const std::string_view before = this->before();
    // A month, or a date without blanks before it, must be asked for: 出生年月 is a label.
    constexpr std::array<std::string_view, 9> kAsking{"：", ":", "自", "至", "到", "从", "于", "为", "，"};
    const bool is_asked =
        before.empty() || before.ends_with('\n') ||
        std::any_of(kAsking.begin(), kAsking.end(), [before](std::string_view word) { return before.ends_with(word); });
    const bool has_room = date_gap(rest()) > 0 && date->type == PlaceType::Date;
    LinePlace* const last = places_.empty() ? nullptr : &places_.back();
    const bool is_time = last != nullptr && (last->type == PlaceType::Date || last->type == PlaceType::Month ||
                                             last->type == PlaceType::Moment);
    // `　年　月　—　　年　月`
    const bool is_end = is_time && date_gap(rest()) > 0 && joins_period(words());
    if (!is_asked && !has_room && !is_end) return false;
    LinePlace place;
    place.type = date->type;
    place.begin = at_;
    place.end = at_ + date->end;
    if (is_end || (is_time && joins_period(words()))) {
      last->period = PeriodEnd::Begin;
      place.period = PeriodEnd::End;
      place.label = last->label;
    } else {
      place.label = label_before(words());
      const std::string_view own = trimmed(words());
      const bool is_named_before = own.ends_with(kColon) || own.ends_with(':');
      place.is_signed = is_named_before && date->before.columns >= kSignedGap && date->type == PlaceType::Date;
    }
    add(std::move(place));
    return true;
  }

  bool read_blank() {
    std::size_t length = underscores_at(rest());
    const std::string_view before = this->before();
    // `性别：__` at the end of the line
    if (length == 0 && rest() == "__" && (before.ends_with(kColon) || before.ends_with(':'))) length = rest().size();
    if (length == 0) return false;
    LinePlace place;
    place.begin = at_;
    place.end = at_ + length;
    // Lines below each other form one place.
    for (std::size_t next = place.end; next < text_.size();) {
      std::size_t more = next;
      while (const std::size_t blank = blank_at(text_.substr(more))) more += blank;
      const std::size_t line = underscores_at(text_.substr(more));
      if (line == 0 || text_.substr(next, more - next).find('\n') == std::string_view::npos) break;
      next = more + line;
      if (next < text_.size() && text_[next] != '\n' && gap_at(text_.substr(next)).length == 0) break;
      place.end = next;
    }
    place.label = label_before(words());
    place.is_of_option = std::exchange(behind_option_, false);
    take_unit(place);
    add(std::move(place));
    return true;
  }

  /// 您的年龄（　　）
  bool read_bracket() {
    for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
      if (!rest().starts_with(open)) continue;
      const Gap gap = gap_at(rest().substr(open.size()));
      if (gap.columns < 2 || !rest().substr(open.size() + gap.length).starts_with(close)) continue;
      LinePlace place;
      place.begin = at_ + open.size();
      place.end = place.begin + gap.length;
      place.label = label_before(words());
      const std::size_t unit = place.end + close.size();
      place.unit = unit_before(text_.substr(unit));
      add(std::move(place), unit);
      return true;
    }
    return false;
  }

  /// The words directly after a blank, up to the next gap or mark: 份 in `____份 `.
  void take_unit(LinePlace& place) const {
    constexpr std::size_t kMostOfUnit = 4;
    const std::string_view behind = text_.substr(place.end);
    std::size_t end = 0;
    while (end < behind.size() && blank_at(behind.substr(end)) == 0 && mark_at(behind.substr(end)) == 0 &&
           underscores_at(behind.substr(end)) == 0 && box_at(behind.substr(end)) == 0) {
      const std::string_view sign = behind.substr(end);
      if (colon_at(sign) > 0) return;
      if (sign.starts_with("（") || sign.starts_with("）") || sign.starts_with('(') || sign.starts_with(')')) break;
      // 第____期第____号
      if (sign.starts_with("第") || sign.starts_with("共")) break;
      end += size_of_character(sign);
    }
    const std::string_view unit = behind.substr(0, end);
    if (unit.empty() || base::count_code_points(unit) > kMostOfUnit || asks_for_signature(unit)) return;
    // `____年起` is part of a sentence.
    if (!intake::is_unit(unit)) return;
    place.unit = unit;
  }

  /// Reads blanks after a colon, or after 共 and before a unit.
  bool read_room() {
    const std::size_t colon = colon_at(rest());
    if (colon > 0) {
      std::size_t begin = at_ + colon;
      // 填报单位：（盖章）　　　　
      if (const std::string_view seal = bracket_at(text_.substr(begin)); seal.find("章") != std::string_view::npos)
        begin += seal.size();
      const Gap gap = gap_at(text_.substr(begin));
      const std::string_view behind = text_.substr(begin + gap.length);
      // `□不赞成（理由：　　　）`
      const bool is_in_brackets = behind.starts_with("）") || behind.starts_with(')');
      const bool ends = behind.empty() || behind.front() == '\n' || is_in_brackets;
      // 填表人：　　　　审核人：
      const bool is_own_line = words().find('\n') != std::string_view::npos;
      const bool follows = ends && !places_.empty() && (is_own_line || places_.back().type == PlaceType::Room);
      if (gap.columns < kWideGap && !follows) return false;
      if (date_at(text_.substr(begin)) || underscores_at(behind) > 0 || box_at(behind) > 0) return false;
      constexpr std::size_t kMostBefore = 200;  // bytes up to the colon of the next label
      std::string_view line = behind.substr(0, kMostBefore);
      line = line.substr(0, line.find('\n'));
      LinePlace place;
      place.type = PlaceType::Room;
      place.label = label_before(words());
      constexpr std::array<std::string_view, 7> kHeads{"注", "备注", "说明", "附件", "附", "填表说明", "填写说明"};
      const bool is_next_label = has_colon(line) || !unit_before(line).empty();
      if (place.label.empty() || is_one_of(place.label, kHeads) || (!ends && !is_next_label)) return false;
      place.begin = begin;
      place.end = begin + gap.length;
      place.unit = unit_before(line);
      const std::size_t close = is_in_brackets ? size_of_character(behind) : 0;
      const std::size_t next = place.end + close;
      add(std::move(place));
      // The bracket is not a label of the next place.
      if (close > 0) at_ = words_ = next;
      return true;
    }
    if (read_counted()) return true;
    for (const std::string_view word : {"共计", "共", "合计", "￥", "¥"}) {
      if (!rest().starts_with(word)) continue;
      const std::size_t begin = at_ + word.size();
      const Gap gap = gap_at(text_.substr(begin));
      const std::string unit = unit_before(text_.substr(begin + gap.length));
      if (gap.columns < 2 || unit.empty()) continue;
      LinePlace place;
      place.type = PlaceType::Room;
      place.begin = begin;
      place.end = begin + gap.length;
      place.label = label_before(text_.substr(words_, begin - words_));
      place.unit = unit;
      add(std::move(place));
      return true;
    }
    return false;
  }

  /// ` 人（其中女性 人）`: room at the beginning or after longer words, with its unit before a bracket, a mark or the
  /// end. 份 数 is a label.
  bool read_counted() {
    constexpr std::size_t kFewestWords = 3;
    const Gap gap = gap_at(rest());
    const std::string unit = gap.columns < kWideGap ? std::string() : unit_before(rest().substr(gap.length));
    if (unit.empty()) return false;
    const std::string_view behind = rest().substr(gap.length + unit.size());
    const bool ends = behind.empty() || behind.front() == '\n' || behind.starts_with("）") || behind.starts_with(')') ||
                      behind.starts_with("（") || behind.starts_with('(') || mark_at(behind) > 0;
    std::string_view own = words();
    if (const std::size_t line = own.rfind('\n'); line != std::string_view::npos) own = own.substr(line + 1);
    constexpr std::string_view kOpen = "（";
    if (const std::size_t open = own.rfind(kOpen); open != std::string_view::npos)
      own = own.substr(open + kOpen.size());
    const bool is_at_start =
        trimmed(own).empty() && places_.empty() && (behind.starts_with("（") || mark_at(behind) > 0);
    if (!ends || (!is_at_start && base::count_code_points(trimmed(own)) < kFewestWords)) return false;
    LinePlace place;
    place.type = PlaceType::Room;
    place.begin = at_;
    place.end = at_ + gap.length;
    place.label = label_before(words());
    place.unit = unit;
    add(std::move(place));
    return true;
  }

  /// The words in brackets with which a text begins, with the brackets.
  static std::string_view bracket_at(std::string_view text) {
    constexpr std::string_view kClose = "）";
    const std::size_t close = text.starts_with("（") ? text.find(kClose) : std::string_view::npos;
    return close == std::string_view::npos ? std::string_view() : text.substr(0, close + kClose.size());
  }

  /// The unit with which a text begins; empty if other words do.
  static std::string unit_before(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && blank_at(text.substr(end)) == 0 && mark_at(text.substr(end)) == 0 &&
           !text.substr(end).starts_with("（") && !text.substr(end).starts_with("）"))
      end += size_of_character(text.substr(end));
    const std::string_view unit = text.substr(0, end);
    return intake::is_unit(unit) ? std::string(unit) : std::string();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t words_ = 0;  // start of the words before the next place
  std::size_t open_ = 0;   // the last open bracket
  bool behind_option_ = false;
  std::vector<LinePlace> places_;
};

}  // namespace

std::vector<LinePlace> line_places(std::string_view text) {
  const std::string boxed = with_boxes_for_brackets(text);
  std::vector<LinePlace> places = LineReader(boxed).run();
  // The closing bracket belongs to the box.
  for (LinePlace& place : places) {
    for (LabelledPlace& option : place.options) {
      if (text.substr(option.begin, option.end - option.begin) == boxed.substr(option.begin, option.end - option.begin))
        continue;
      while (!text.substr(0, option.end).ends_with("）") && !text.substr(0, option.end).ends_with(')')) ++option.end;
      place.end = std::max(place.end, option.end);
    }
  }
  return places;
}

std::string unit_of_cell(std::string_view text) {
  const std::string_view plain = trimmed(text);
  if (gap_at(text).columns < 2) return {};
  return intake::is_unit(plain) ? std::string(plain) : std::string();
}

}  // namespace gongwen::adopt
