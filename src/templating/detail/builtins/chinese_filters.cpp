#include "templating/detail/builtins/chinese_filters.h"

#include "base/utf8.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/templating.h"
#include "schema/written_values.h"
#include "templating/detail/builtins/attribute_path.h"
#include "templating/detail/chinese/numerals.h"
#include "templating/detail/chinese/references.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/dict.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"

#include <optional>
#include <string>

// Builtins for values of Chinese documents: dates and working days, numbers and amounts, references in regulations, and
// texts that name the same thing. Jinja has none of these; each is a thin layer over src/templating/detail/chinese or
// base/date.h that checks its arguments and keeps the place of its value.
namespace gongwen::templating {

// Filters of dates for Chinese documents: cn_date, cn_month, date_range, days_between, next_working_day; the tests
// working_day and in_calendar. Dates are ISO texts in the data.

namespace {

namespace messages = diagnostics::messages;

/// The parts of a date that a filter needs.
enum class DatePart : std::uint8_t { Month, Day };

DateParts require_date(Runtime& runtime, const Value& value, DatePart needed) {
  runtime.require_defined(value);
  const auto date = value.is_text() ? parse_date_parts(value.text()) : std::nullopt;
  const bool complete = date && date->month != 0 && (needed == DatePart::Month || date->day != 0);
  if (complete) return *date;
  const std::string_view found = value.is_text() ? value.text() : type_name(value);
  runtime.fail_about(value, messages::TemplatingBadDate, found, needed == DatePart::Month ? "YYYY-MM" : "YYYY-MM-DD");
}

base::Date require_day(Runtime& runtime, const Value& value) {
  const DateParts parts = require_date(runtime, value, DatePart::Day);
  return *base::make_date(parts.year, parts.month, parts.day);
}

/// 2024年2月4日, or 二〇二四年二月四日.
enum class DateForm : std::uint8_t { Arabic, Chinese };

DateForm date_form(Invocation& call, std::size_t parameter) {
  const std::string_view form = call.has(parameter) ? call.text(parameter) : "arabic";
  if (form == "arabic") return DateForm::Arabic;
  if (form == "chinese") return DateForm::Chinese;
  call.runtime().fail_about(call.at(parameter), messages::TemplatingBadOption, form, "arabic, chinese");
}

std::string write_year(int year, DateForm form) {
  const std::string digits = std::to_string(year);
  return (form == DateForm::Arabic ? digits : write_chinese_digits(digits)) + "年";
}

std::string write_part(int number, DateForm form, std::string_view unit) {
  const std::string digits = std::to_string(number);
  return (form == DateForm::Arabic ? digits : write_chinese_number(digits, Numerals::Plain)) + std::string(unit);
}

Value filter_cn_date(Invocation& call) {
  const DateParts date = require_date(call.runtime(), call.value(), DatePart::Day);
  const DateForm form = date_form(call, 0);
  return call.make_text(write_year(date.year, form) + write_part(date.month, form, "月") +
                        write_part(date.day, form, "日"));
}

Value filter_cn_month(Invocation& call) {
  const DateParts date = require_date(call.runtime(), call.value(), DatePart::Month);
  const DateForm form = date_form(call, 0);
  return call.make_text(write_year(date.year, form) + write_part(date.month, form, "月"));
}

/// How often a range of dates shows the year.
enum class YearRule : std::uint8_t { IfDifferent, Once, Always };

YearRule year_rule(Invocation& call, std::size_t parameter) {
  const std::string_view rule = call.has(parameter) ? call.text(parameter) : "if_different";
  if (rule == "if_different") return YearRule::IfDifferent;
  if (rule == "once") return YearRule::Once;
  if (rule == "always") return YearRule::Always;
  call.runtime().fail_about(call.at(parameter), messages::TemplatingBadOption, rule, "if_different, once, always");
}

/// 2月4日至4月4日, 2月4日至8日, 2023年12月30日至2024年1月2日: parts that both days share are written once, the year
/// only if it differs or is asked for.
Value filter_date_range(Invocation& call) {
  Runtime& runtime = call.runtime();
  const base::Date begin = require_day(runtime, call.value());
  const base::Date end = require_day(runtime, call.at(0));
  const YearRule rule = year_rule(call, 1);
  const DateForm form = date_form(call, 2);
  if (end < begin) {
    runtime.fail_about(call.at(0), messages::TemplatingDatesReversed, call.value().text(), call.text(0));
  }
  const bool same_year = base::year_of(begin) == base::year_of(end);
  const bool both_years = !same_year || rule == YearRule::Always;
  const bool same_month = same_year && base::month_of(begin) == base::month_of(end) && rule != YearRule::Always;
  std::string out = both_years || rule == YearRule::Once ? write_year(base::year_of(begin), form) : "";
  out += write_part(base::month_of(begin), form, "月") + write_part(base::day_of(begin), form, "日");
  if (begin == end) return call.make_text(out);
  out += "至";
  if (both_years) out += write_year(base::year_of(end), form);
  if (!same_month) out += write_part(base::month_of(end), form, "月");
  return call.make_text(out + write_part(base::day_of(end), form, "日"));
}

/// Days from one date to another; negative if the other is earlier.
Value filter_days_between(Invocation& call) {
  const base::Date begin = require_day(call.runtime(), call.value());
  const base::Date end = require_day(call.runtime(), call.at(0));
  return Value::integer(base::days_since_1970(end) - base::days_since_1970(begin));
}

std::optional<Value> member_of(const Value& object, std::string_view name) {
  return is_mapping(object) ? MappingView(object).find(name) : std::nullopt;
}

/// Calendars of working days, as in shared/calendars. For each year the first calendar that covers it is used.
class WorkingDays {
 public:
  /// `calendars`: one calendar, a list of them, or undefined.
  explicit WorkingDays(const Value& calendars) : calendars_(calendars) {}

  std::optional<Value> find_year(const base::Date& date) const {
    if (!is_sequence(calendars_)) return year_of(calendars_, date);
    const SequenceView all(calendars_);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (auto year = year_of(all.at(i), date)) return year;
    }
    return std::nullopt;
  }

  /// Whether a day is a working day; Monday to Friday in a year that no calendar covers.
  bool is_working_day(const base::Date& date) const {
    const std::string day = base::iso_text(date);
    if (const std::optional<Value> year = find_year(date)) {
      if (is_listed(member_of(*year, "on"), day)) return true;
      if (is_listed(member_of(*year, "off"), day)) return false;
    }
    return !base::is_weekend(date);
  }

 private:
  static std::optional<Value> year_of(const Value& calendar, const base::Date& date) {
    const std::optional<Value> years = member_of(calendar, "years");
    return years ? member_of(*years, base::iso_text(date).substr(0, 4)) : std::nullopt;
  }

  /// Whether a list contains the day, alone or within a range.
  static bool is_listed(const std::optional<Value>& list, std::string_view day) {
    if (!list || !is_sequence(*list)) return false;
    const SequenceView all(*list);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Value item = all.at(i);
      if (item.is_text() && item.text() == day) return true;
      if (is_sequence(item) && is_within(SequenceView(item), day)) return true;
    }
    return false;
  }

  static bool is_within(const SequenceView& stretch, std::string_view day) {
    if (stretch.size() != 2 || !stretch.at(0).is_text() || !stretch.at(1).is_text()) return false;
    return stretch.at(0).text() <= day && day <= stretch.at(1).text();
  }

  Value calendars_;
};

/// The date itself, or the first working day after it.
Value filter_next_working_day(Invocation& call) {
  base::Date date = require_day(call.runtime(), call.value());
  const WorkingDays days(call.at(0));
  // A calendar without any working day must not be searched for ever.
  for (int i = 0; i < 366 && !days.is_working_day(date); ++i) {
    call.runtime().charge(1);
    date = base::next_day(date);
  }
  return call.make_text(base::iso_text(date));
}

Value test_working_day(Invocation& call) {
  const base::Date date = require_day(call.runtime(), call.value());
  return Value::boolean(WorkingDays(call.at(0)).is_working_day(date));
}

Value test_in_calendar(Invocation& call) {
  const base::Date date = require_day(call.runtime(), call.value());
  return Value::boolean(WorkingDays(call.at(0)).find_year(date).has_value());
}

constexpr Builtin kDateFilters[] = {
    {"cn_date", filter_cn_date, takes({"form"})},
    {"cn_month", filter_cn_month, takes({"form"})},
    {"date_range", filter_date_range, takes({"end", "year", "form"}).needs(1)},
    {"days_between", filter_days_between, takes({"end"}).needs(1)},
    {"next_working_day", filter_next_working_day, takes({"calendar"})},
};

constexpr Builtin kDateTests[] = {
    {"in_calendar", test_in_calendar, takes({"calendar"}).needs(1)},
    {"working_day", test_working_day, takes({"calendar"})},
};

}  // namespace

std::span<const Builtin> chinese_date_filters() { return kDateFilters; }

std::span<const Builtin> chinese_date_tests() { return kDateTests; }

// Filters and tests that find duplicates in lists: comparable, first_like; alike.

namespace {

/// The form in which values are compared: texts as people read them, other values unchanged. A missing value equals no
/// other.
bool are_alike(Runtime& runtime, const Value& one, const Value& other) {
  if (one.is_undefined() || other.is_undefined() || one.is_none() || other.is_none()) return false;
  if (one.is_text() && other.is_text()) return data::reads_same(one.text(), other.text());
  return equals(runtime, one, other);
}

Value filter_comparable(Invocation& call) {
  return call.make_text(data::comparable_text(to_text_value(call.runtime(), call.value()).text()));
}

Value test_alike(Invocation& call) {
  call.runtime().require_defined(call.value());
  return Value::boolean(are_alike(call.runtime(), call.value(), call.at(0)));
}

/// The number, from 1, of the first item that equals the given one in all attributes; 0 if absent.
Value filter_first_like(Invocation& call) {
  Runtime& runtime = call.runtime();
  ArenaVector<AttributePath> attributes;
  ArenaVector<Value> wanted;
  const auto add = [&](const Value& attribute) {
    const AttributePath path(runtime, attribute);
    attributes.push_back(runtime.arena(), path);
    wanted.push_back(runtime.arena(), path.get(runtime, call.at(0)));
  };
  if (call.rest().empty()) add(Value::missing());
  for (const Value& attribute : call.rest()) add(attribute);
  Iterator items = begin_iteration(runtime, call.value());
  Value item;
  for (std::int64_t place = 1; advance(runtime, items, item); ++place) {
    bool alike = true;
    for (std::size_t i = 0; alike && i < attributes.span().size(); ++i) {
      alike = are_alike(runtime, attributes.span()[i].get(runtime, item), wanted.span()[i]);
    }
    if (alike) return Value::integer(place);
  }
  return Value::integer(0);
}

constexpr Builtin kFilters[] = {
    {"comparable", filter_comparable, takes_nothing()},
    {"first_like", filter_first_like, takes({"item"}).needs(1).and_rest(Rest::Positional)},
};

constexpr Builtin kTests[] = {
    {"alike", test_alike, takes({"other"}).needs(1)},
};

}  // namespace

std::span<const Builtin> chinese_likeness_filters() { return kFilters; }

std::span<const Builtin> chinese_likeness_tests() { return kTests; }

// Filters that write numbers for Chinese documents: cn_number, cn_ordinal, cn_year, cn_amount,
// circled.

namespace {

DecimalDigits require_digits(Invocation& call) {
  Runtime& runtime = call.runtime();
  runtime.require_defined(call.value());
  if (auto digits = decimal_digits(call.value())) return *std::move(digits);
  const std::string_view found = call.value().is_text() ? call.value().text() : type_name(call.value());
  runtime.fail_about(call.value(), messages::TemplatingBadNumber, found);
}

void require_named_size(Invocation& call, const DecimalDigits& digits) {
  if (digits.whole.size() <= kMaxNamedDigits) return;
  call.runtime().fail_about(call.value(), messages::TemplatingNumberUnnamed, kMaxNamedDigits);
}

std::string write_number(Invocation& call) {
  const DecimalDigits digits = require_digits(call);
  require_named_size(call, digits);
  std::string out = digits.is_negative ? "负" : "";
  out += write_chinese_number(digits.whole, Numerals::Plain);
  if (!digits.fraction.empty()) out += "点" + write_chinese_fraction(digits.fraction);
  return out;
}

/// 二十一; with `digits=true` digit by digit, as in codes: 二一.
Value filter_cn_number(Invocation& call) {
  if (!call.truth(0, false)) return call.make_text(write_number(call));
  const DecimalDigits digits = require_digits(call);
  std::string out = digits.is_negative ? "负" : "";
  out += write_chinese_digits(digits.whole);
  if (!digits.fraction.empty()) out += "点" + write_chinese_digits(digits.fraction);
  return call.make_text(out);
}

/// 第三, or 第三章 with the unit 章.
Value filter_cn_ordinal(Invocation& call) {
  const DecimalDigits digits = require_digits(call);
  if (digits.is_negative || !digits.fraction.empty()) {
    call.runtime().fail_about(call.value(), messages::TemplatingBadOrdinal);
  }
  return call.make_text("第" + write_number(call) + std::string(call.has(0) ? call.text(0) : ""));
}

/// 二〇二四年, of a year or of a date.
Value filter_cn_year(Invocation& call) {
  Runtime& runtime = call.runtime();
  runtime.require_defined(call.value());
  std::string year;
  if (call.value().is(Kind::Integer)) {
    year = std::to_string(call.value().integer());
  } else if (call.value().is_text()) {
    if (parse_date_parts(call.value().text())) year = call.value().text().substr(0, 4);
  }
  const bool valid = year.size() == 4 && year.find_first_not_of("0123456789") == std::string::npos;
  if (!valid) {
    TextBuilder found(runtime);
    write_value(found, call.value());
    runtime.fail_about(call.value(), messages::TemplatingBadDate, found.view(), "YYYY");
  }
  return call.make_text(write_chinese_digits(year) + "年");
}

/// 壹仟贰佰元整, after a prefix such as 人民币. With `rounded=true` what is below a fen is rounded.
Value filter_cn_amount(Invocation& call) {
  DecimalDigits digits = require_digits(call);
  if (call.truth(1, false)) digits = rounded_to_fen(digits);
  require_named_size(call, digits);
  if (!is_whole_fen(digits)) call.runtime().fail_about(call.value(), messages::TemplatingAmountTooFine);
  return call.make_text(std::string(call.has(0) ? call.text(0) : "") + write_chinese_amount(digits));
}

/// ① to ㊿, and ⓪.
Value filter_circled(Invocation& call) {
  const DecimalDigits digits = require_digits(call);
  const bool small = !digits.is_negative && digits.fraction.empty() && digits.whole.size() <= 2;
  const int number = small ? std::stoi(digits.whole) : 51;
  if (number > 50) call.runtime().fail_about(call.value(), messages::TemplatingNotCircled);
  const auto offset = static_cast<char32_t>(number);
  const char32_t character = number == 0    ? 0x24EA
                             : number <= 20 ? 0x2460 + offset - 1
                             : number <= 35 ? 0x3251 + offset - 21
                                            : 0x32B1 + offset - 36;
  return call.make_text(base::to_utf8(character));
}

constexpr Builtin kChineseNumberFilters[] = {
    {"circled", filter_circled, takes_nothing()},       {"cn_amount", filter_cn_amount, takes({"prefix", "rounded"})},
    {"cn_number", filter_cn_number, takes({"digits"})}, {"cn_ordinal", filter_cn_ordinal, takes({"unit"})},
    {"cn_year", filter_cn_year, takes_nothing()},
};

}  // namespace

std::span<const Builtin> chinese_number_filters() { return kChineseNumberFilters; }

// Filters that read references: cn_references, those in a text of regulations, compared with the document that it is
// in; iso_reference, what a reference of ISO or IEC says.

namespace {

constexpr std::string_view kind_name(ReferenceKind kind) {
  switch (kind) {
    case ReferenceKind::None: return "text";
    case ReferenceKind::Chapter: return "chapter";
    case ReferenceKind::Article: return "article";
    case ReferenceKind::Paragraph: return "paragraph";
    case ReferenceKind::Item: return "item";
    case ReferenceKind::Annex: return "annex";
    case ReferenceKind::Id: return "id";
  }
  return {};
}

constexpr std::string_view home_name(ReferenceHome home) {
  switch (home) {
    case ReferenceHome::Own: return "own";
    case ReferenceHome::Other: return "other";
    case ReferenceHome::Unsure: return "unsure";
  }
  return {};
}

/// A member of an object; undefined if there is none.
Value member(const Value& object, std::string_view name) {
  return is_mapping(object) ? MappingView(object).find(name).value_or(Value()) : Value();
}

std::size_t size_of(const Value& list) { return is_sequence(list) ? SequenceView(list).size() : 0; }

Value element(const Value& list, std::size_t index) {
  return index < size_of(list) ? SequenceView(list).at(index) : Value();
}

bool has_id(const Value& object, std::string_view id) {
  const Value own = member(object, "id");
  return own.is_text() && own.text() == id;
}

std::string ordinal(std::size_t number, std::string_view unit) {
  return "第" + write_chinese_number(std::to_string(number), Numerals::Plain) + std::string(unit);
}

/// The target of a reference: the id of an element, and its label.
struct Target {
  std::string id;
  std::string label;
  Value article;  // missing for others
};

/// The document as the data describes it: `{title, chapters: [{id, title, articles: [{id, paragraphs: [{items:
/// […]}]}]}], annexes: [{id}]}`; any member may be missing.
class ReferredDocument {
 public:
  explicit ReferredDocument(const Value& document)
      : chapters_(member(document, "chapters")), annexes_(member(document, "annexes")) {}

  std::optional<Target> find(const ReferencePiece& piece) const {
    const auto number = static_cast<std::size_t>(piece.number);
    switch (piece.kind) {
      case ReferenceKind::Chapter: return find_chapter(number);
      case ReferenceKind::Article: return find_article(number);
      case ReferenceKind::Annex: return number <= size_of(annexes_) ? annex_at(number) : std::optional<Target>();
      case ReferenceKind::Id: return find_id(piece.article_id);
      case ReferenceKind::None:
      case ReferenceKind::Paragraph:
      case ReferenceKind::Item: break;
    }
    return std::nullopt;
  }

  /// The article of a paragraph or item; undefined if there is none.
  Value article_of(const ReferencePiece& piece, const Value& current) const {
    if (!piece.article_id.empty()) return find_id(piece.article_id).value_or(Target()).article;
    if (piece.article == 0) return current;
    return find_article(static_cast<std::size_t>(piece.article)).value_or(Target()).article;
  }

 private:
  std::optional<Target> find_chapter(std::size_t number) const {
    const Value chapter = element(chapters_, number - 1);
    if (member(chapter, "title").is_missing()) return std::nullopt;
    return Target{"chapter-" + std::to_string(number), ordinal(number, "章"), {}};
  }

  std::optional<Target> find_article(std::size_t number) const {
    std::size_t before = 0;
    for (std::size_t i = 0; i < size_of(chapters_); ++i) {
      const Value articles = member(element(chapters_, i), "articles");
      if (number <= before + size_of(articles)) return article_at(number, element(articles, number - before - 1));
      before += size_of(articles);
    }
    return std::nullopt;
  }

  std::optional<Target> find_id(std::string_view id) const {
    std::size_t number = 0;
    for (std::size_t i = 0; i < size_of(chapters_); ++i) {
      const Value chapter = element(chapters_, i);
      if (has_id(chapter, id)) return Target{"chapter-" + std::to_string(i + 1), ordinal(i + 1, "章"), {}};
      const Value articles = member(chapter, "articles");
      for (std::size_t k = 0; k < size_of(articles); ++k) {
        ++number;
        const Value article = element(articles, k);
        if (has_id(article, id)) return article_at(number, article);
      }
    }
    for (std::size_t i = 0; i < size_of(annexes_); ++i) {
      if (has_id(element(annexes_, i), id)) return annex_at(i + 1);
    }
    return std::nullopt;
  }

  static Target article_at(std::size_t number, const Value& article) {
    return {"article-" + std::to_string(number), ordinal(number, "条"), article};
  }

  /// A single annex has no number.
  Target annex_at(std::size_t number) const {
    const std::string digits = std::to_string(number);
    return {"annex-" + digits, "附件" + (size_of(annexes_) > 1 ? digits : std::string()), {}};
  }

  Value chapters_;
  Value annexes_;
};

bool has_part(const Value& article, const ReferencePiece& piece) {
  const Value paragraphs = member(article, "paragraphs");
  const auto number = static_cast<std::size_t>(piece.number);
  if (piece.kind == ReferenceKind::Paragraph) return number <= size_of(paragraphs);
  if (piece.paragraph != 0) {
    return number <= size_of(member(element(paragraphs, static_cast<std::size_t>(piece.paragraph) - 1), "items"));
  }
  for (std::size_t i = 0; i < size_of(paragraphs); ++i) {
    if (number <= size_of(member(element(paragraphs, i), "items"))) return true;
  }
  return false;
}

/// A piece of text as templates see it. A piece `{id}` has the label of its target as text.
class PieceWriter {
 public:
  PieceWriter(Invocation& call, const Value& document, const Value& article)
      : call_(call), document_(document), article_(article) {}

  Value write(const ReferencePiece& piece) {
    auto& dict = call_.runtime().arena().make<Dict>();
    set(dict, "text", Value::text(piece.text));
    set(dict, "kind", Value::text(kind_name(piece.kind)));
    set(dict, "home", Value::text(home_name(piece.home)));
    set(dict, "number", Value::integer(piece.number));
    const bool is_part = piece.kind == ReferenceKind::Paragraph || piece.kind == ReferenceKind::Item;
    if (is_part) {
      const Value article = document_.article_of(piece, article_);
      // A missing article is reported at the reference to the article itself.
      set(dict, "exists", Value::boolean(article.is_missing() || article.is_none() || has_part(article, piece)));
      return Value::of(dict);
    }
    const std::optional<Target> target = document_.find(piece);
    set(dict, "exists", Value::boolean(target.has_value()));
    if (!target) return Value::of(dict);
    set(dict, "target", call_.make_text(target->id));
    if (piece.kind == ReferenceKind::Id) set(dict, "text", call_.make_text(target->label));
    return Value::of(dict);
  }

 private:
  void set(Dict& dict, std::string_view name, const Value& value) {
    dict.set(call_.runtime(), Value::text(name), value.with_place(call_.value().place()));
  }

  Invocation& call_;
  ReferredDocument document_;
  Value article_;
};

Value filter_cn_references(Invocation& call) {
  Runtime& runtime = call.runtime();
  runtime.require_defined(call.value());
  if (!call.value().is_text()) call.fail_value("text");
  const Value title = member(call.at(0), "title");
  PieceWriter writer(call, call.at(0), call.at(1));
  std::vector<Value> pieces;
  for (const ReferencePiece& piece : parse_references(call.value().text(), title.is_text() ? title.text() : "")) {
    runtime.charge(1);
    pieces.push_back(writer.write(piece));
  }
  return make_list_value(runtime, pieces);
}

/// The parts of the reference by name; empty if the text is not a reference.
Value filter_iso_reference(Invocation& call) {
  Runtime& runtime = call.runtime();
  runtime.require_defined(call.value());
  if (!call.value().is_text()) call.fail_value("text");
  const auto read = schema::read_iso_reference(call.value().text());
  if (!read) return Value::none();
  auto& dict = runtime.arena().make<Dict>();
  const auto set = [&](std::string_view name, const Value& value) {
    dict.set(runtime, Value::text(name), value.with_place(call.value().place()));
  };
  set("publisher", Value::text(read->publisher));
  set("stage", Value::text(read->stage));
  set("type", Value::text(read->type));
  set("number", Value::text(read->number));
  set("part", Value::text(read->part));
  set("base", Value::text(read->base));
  set("year", Value::text(read->year));
  set("draft", Value::integer(read->draft));
  return Value::of(dict);
}

constexpr Builtin kReferenceFilters[] = {
    {"cn_references", filter_cn_references, takes({"document", "article"}).needs(1)},
    {"iso_reference", filter_iso_reference, takes_nothing()},
};

}  // namespace

std::span<const Builtin> chinese_reference_filters() { return kReferenceFilters; }

}  // namespace gongwen::templating
