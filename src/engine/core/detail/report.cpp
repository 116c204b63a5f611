#include "engine/core/detail/report.h"

#include "base/json.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/printer.h"
#include "engine/core/reports.h"
#include "gongwen/form.h"
#include "gongwen/report.h"

#include <algorithm>

// A report prints the same diagnostics in three ways: as text for authors, in the words of applicants, and as JSON.
// This file adds facts that only an engine knows to the module diagnostics: defaults, readings, skipped content, and
// guides to the fields of a form.
namespace gongwen {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Fault;
using diagnostics::Severity;

/// The effect of an error on the exit status, by the party that must act.
Status status_of(const Diagnostic& diagnostic) {
  if (diagnostic.severity != Severity::Error) return Status::Done;
  switch (diagnostics::catalogue_entry(diagnostic.id).fault) {
    case Fault::Usage: return Status::BadUsage;
    case Fault::Environment: return Status::BadEnvironment;
    case Fault::Input: break;
  }
  return Status::BadInput;
}

std::size_t count(const std::vector<Diagnostic>& diagnostics, Severity severity) {
  return static_cast<std::size_t>(std::count_if(diagnostics.begin(), diagnostics.end(),
                                                [severity](const Diagnostic& d) { return d.severity == severity; }));
}

/// In parentheses; empty if the field has no title.
std::string shown_title(const diagnostics::BilingualText& title, Language language) {
  const std::string_view words = title.in(language);
  return words.empty() ? std::string() : texts::InParentheses.in(language, words);
}

/// `note: data.json: /issuer is not given, so it is "…" (issuer)`
std::string defaults_text(const std::vector<AppliedDefault>& defaults, Language language) {
  std::string text;
  for (const AppliedDefault& applied : defaults) {
    text += texts::EngineDefaultUsed.in(language, applied.file, applied.pointer, shown_title(applied.title, language),
                                        applied.json);
  }
  return text;
}

/// `note: data.json: /phone (phone) "138 0000 0000" is read as "13800000000"`
std::string readings_text(const std::vector<Reading>& readings, Language language) {
  std::string text;
  for (const Reading& reading : readings) {
    const std::string title = shown_title(reading.title, language);
    // Quoted as JSON, with invisible characters named.
    std::string before;
    base::append_json_string(before, data::with_unseen_named(reading.before));
    text += reading.json.empty()
                ? texts::EngineReadAsNothing.in(language, reading.file, reading.pointer, title, before)
                : texts::EngineReadAs.in(language, reading.file, reading.pointer, title, before, reading.json);
  }
  return text;
}

/// A title is optional in both lists.
void set_title(base::Json& object, const diagnostics::BilingualText& title) {
  if (title.chinese.empty()) return;
  object.set("title", std::move(base::Json::object().set("zh", title.chinese).set("en", title.english)));
}

/// One object for each default, with the value as JSON rather than as text.
base::Json defaults_json(const std::vector<AppliedDefault>& defaults) {
  base::Json list = base::Json::list();
  for (const AppliedDefault& applied : defaults) {
    base::Json object = base::Json::object();
    object.set("file", applied.file).set("pointer", applied.pointer);
    object.set("value", base::Json::written(applied.json));
    set_title(object, applied.title);
    list.add(std::move(object));
  }
  return list;
}

/// `value` is absent if the text was read as nothing, such as blanks.
base::Json readings_json(const std::vector<Reading>& readings) {
  base::Json list = base::Json::list();
  for (const Reading& reading : readings) {
    base::Json object = base::Json::object();
    object.set("file", reading.file).set("pointer", reading.pointer).set("before", reading.before);
    if (!reading.json.empty()) object.set("value", base::Json::written(reading.json));
    set_title(object, reading.title);
    list.add(std::move(object));
  }
  return list;
}

/// A class of skipped content, with its name in JSON and its text. One list for the text and the JSON, so that both
/// have the same classes in the same order.
struct PassedOverClass {
  std::size_t PassedOver::*count;
  std::string_view member;
  diagnostics::TextPattern<1> text;
};

constexpr PassedOverClass kPassedOverClasses[] = {
    {&PassedOver::style_sheets, "styleSheets", texts::EnginePassedSheets},
    {&PassedOver::fonts, "fonts", texts::EnginePassedFonts},
    {&PassedOver::images, "images", texts::EnginePassedImages},
    {&PassedOver::links, "links", texts::EnginePassedLinks},
    {&PassedOver::characters, "characters", texts::EnginePassedCharacters},
    {&PassedOver::styles, "css", texts::EnginePassedStyles},
    {&PassedOver::elements, "elements", texts::EnginePassedElements},
    {&PassedOver::html, "html", texts::EnginePassedHtml},
    {&PassedOver::cut, "cut", texts::EnginePassedCut},
};

/// `skipped or changed: 2 style sheets not available, 1 dead link`
std::string passed_over_text(const PassedOver& passed, Language language) {
  std::string list;
  for (const PassedOverClass& one : kPassedOverClasses) {
    if (passed.*one.count == 0) continue;
    if (!list.empty()) list += texts::Comma.in(language);
    list += one.text.in(language, passed.*one.count);
  }
  return list.empty() ? list : texts::EnginePassedOver.in(language, list);
}

/// Only classes that occur.
base::Json passed_over_json(const PassedOver& passed) {
  base::Json object = base::Json::object();
  for (const PassedOverClass& one : kPassedOverClasses) {
    if (passed.*one.count != 0) object.set(one.member, passed.*one.count);
  }
  return object;
}

/// Returns null for data of a kind without a form.
const FieldGuide* guide_of(const ReportContents& contents, diagnostics::SourceId source) {
  const auto found = contents.guides.find(source);
  return found == contents.guides.end() ? nullptr : found->second.get();
}

/// Orders and names messages about data like the fields of the form.
void add_guides(const ReportContents& contents, diagnostics::Lookups& lookups) {
  if (contents.guides.empty()) return;
  lookups.field_order = [&contents](diagnostics::SourceId source, std::string_view pointer) {
    const FieldGuide* const guide = guide_of(contents, source);
    // Sources without a guide, such as templates, keep their own order.
    return guide != nullptr && guide->order ? guide->order(pointer) : 0;
  };
  lookups.field_label = [&contents](diagnostics::SourceId source, std::string_view pointer) {
    const FieldGuide* const guide = guide_of(contents, source);
    return guide != nullptr && guide->label ? guide->label(pointer) : diagnostics::TextPair();
  };
  lookups.field_asking = [&contents](diagnostics::SourceId source, std::string_view pointer) {
    const FieldGuide* const guide = guide_of(contents, source);
    return guide != nullptr && guide->asking ? guide->asking(pointer) : diagnostics::Asking::Type;
  };
}

/// The fields that applicants fill in for a missing object: it has no control itself. Empty for other messages, and if
/// the kind does not tell.
std::vector<std::string> missing_parts(const ReportContents& contents, const Diagnostic& diagnostic,
                                       const std::string& pointer) {
  if (diagnostic.id != diagnostics::messages::DataMissingName) return {};
  const FieldGuide* const guide = guide_of(contents, diagnostic.origin.data_place.source);
  return guide != nullptr && guide->parts ? guide->parts(pointer) : std::vector<std::string>();
}

/// The lookups for printing a diagnostic: texts, places in data, and which sources are data.
diagnostics::Lookups lookups_of(const ReportContents& contents) {
  const auto is_data = [&contents](diagnostics::SourceId source) {
    return contents.data_sources.contains(source);
  };
  diagnostics::Lookups lookups{contents.sources.get(), contents.documents.get(), is_data};
  add_guides(contents, lookups);
  return lookups;
}

}  // namespace

/// For web pages: each message belongs to the control that the pointer names. Notes are for authors.
std::vector<FormMessage> form_messages(const Report& report, Language language) {
  const ReportContents& contents = *report.contents();
  const diagnostics::Lookups lookups = lookups_of(contents);
  std::vector<FormMessage> messages;
  // In the order of the form, so that the first message is at the first field.
  for (const Diagnostic& diagnostic : diagnostics::in_order(contents.diagnostics, lookups)) {
    // Applicants see only what they can change. A missing object is reported by its parts, each with its own message.
    if (diagnostic.severity == Severity::Note) continue;
    const std::string pointer = diagnostics::data_pointer(diagnostic, lookups).value_or(std::string());
    const FieldGuide* const guide = guide_of(contents, diagnostic.origin.data_place.source);
    const auto label_of = [&](const std::string& field) {
      return guide != nullptr && guide->label ? guide->label(field).in(language) : std::string();
    };
    const std::vector<std::string> parts = missing_parts(contents, diagnostic, pointer);
    for (const std::string& part : parts) {
      messages.push_back({part, diagnostics::applicant_text_at(part, diagnostic, lookups, language),
                          diagnostic.severity, label_of(part)});
    }
    if (!parts.empty()) continue;
    messages.push_back({pointer, diagnostics::applicant_text_of(diagnostic, lookups, language), diagnostic.severity,
                        label_of(pointer)});
  }
  return messages;
}

Report::Report() : contents_(std::make_shared<const ReportContents>()) {}
Report::Report(std::shared_ptr<const ReportContents> contents) : contents_(std::move(contents)) {}

/// The failure that must be fixed first decides: environment, then usage, then input.
Status Report::status() const {
  Status worst = Status::Done;
  for (const Diagnostic& diagnostic : contents_->diagnostics) worst = std::max(worst, status_of(diagnostic));
  return worst;
}

std::size_t Report::error_count() const { return count(contents_->diagnostics, Severity::Error); }
std::size_t Report::warning_count() const { return count(contents_->diagnostics, Severity::Warning); }

std::optional<std::size_t> Report::confirmed_count() const { return contents_->confirmed; }

/// Notes about the data come first, then the messages, then the skipped content.
std::string Report::text(Language language, Messages messages, Audience audience) const {
  diagnostics::Lookups lookups = lookups_of(*contents_);
  if (audience == Audience::Applicant) {
    return diagnostics::print_for_applicants(contents_->diagnostics, lookups, language);
  }
  // Authors see places in data and templates alike.
  lookups.is_data = {};
  diagnostics::PrintOptions options;
  options.language = language;
  if (messages == Messages::All) options.max_shown = diagnostics::kShowAll;
  return readings_text(contents_->readings, language) + defaults_text(contents_->defaults, language) +
         diagnostics::print_text(contents_->diagnostics, lookups, options) +
         passed_over_text(contents_->passed_over, language);
}

/// For callers that show messages themselves.
std::vector<Message> Report::messages() const {
  return diagnostics::describe(contents_->diagnostics, lookups_of(*contents_));
}

std::string Report::json(Language language, Audience audience) const {
  return report_json(*this, language, audience).text() + "\n";
}

/// Optional members are absent rather than empty, as in all results.
base::Json report_json(const Report& report, Language language, Audience audience) {
  const ReportContents& contents = *report.contents();
  base::Json json = diagnostics::diagnostics_json(contents.diagnostics, lookups_of(contents), language,
                                                  audience == Audience::Applicant);
  if (contents.confirmed) json.set("confirmed", *contents.confirmed);
  if (!contents.readings.empty()) json.set("readings", readings_json(contents.readings));
  if (!contents.defaults.empty()) json.set("defaults", defaults_json(contents.defaults));
  if (contents.passed_over != PassedOver()) json.set("skipped", passed_over_json(contents.passed_over));
  return json;
}

}  // namespace gongwen
