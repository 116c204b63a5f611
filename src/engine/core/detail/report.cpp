#include "gongwen/report.h"

#include "data/value_text.h"
#include "diagnostics/printer.h"
#include "diagnostics/source_lookup.h"
#include "engine/core/detail/report_contents.h"

#include <algorithm>

namespace gongwen {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Fault;
using diagnostics::Severity;

Status status_of(const Diagnostic& diagnostic) {
  if (diagnostic.severity != Severity::Error) return Status::Done;
  switch (diagnostics::catalogue_entry(diagnostic.id).fault) {
    case Fault::Usage: return Status::BadUsage;
    case Fault::Environment: return Status::BadEnvironment;
    case Fault::Input: break;
  }
  return Status::BadInput;
}

diagnostics::PrintOptions print_options(Language language) {
  diagnostics::PrintOptions options;
  options.language = language == Language::Chinese ? diagnostics::Language::Chinese : diagnostics::Language::English;
  return options;
}

std::size_t count(const std::vector<Diagnostic>& diagnostics, Severity severity) {
  return static_cast<std::size_t>(std::count_if(diagnostics.begin(), diagnostics.end(),
                                                [severity](const Diagnostic& d) { return d.severity == severity; }));
}

void append_title(std::string& text, const diagnostics::BilingualText& title, Language language) {
  const bool chinese = language == Language::Chinese;
  const std::string_view words = title.in(print_options(language).language);
  if (!words.empty()) text.append(chinese ? "（" : " (").append(words).append(chinese ? "）" : ")");
}

/// `note: data.json: /issuer is not given, so it is "…" (issuer)`
std::string defaults_text(const std::vector<AppliedDefault>& defaults, Language language) {
  const bool chinese = language == Language::Chinese;
  std::string text;
  for (const AppliedDefault& applied : defaults) {
    text += (chinese ? "说明：" : "note: ") + applied.file + (chinese ? "：未给出 " : ": ") + applied.pointer;
    append_title(text, applied.title, language);
    text += (chinese ? "，取默认值 " : " is not given, so it is ") + applied.json + "\n";
  }
  return text;
}

/// `note: data.json: /phone (phone) "138 0000 0000" is read as "13800000000"`
std::string readings_text(const std::vector<Reading>& readings, Language language) {
  const bool chinese = language == Language::Chinese;
  std::string text;
  for (const Reading& reading : readings) {
    text += (chinese ? "说明：" : "note: ") + reading.file + (chinese ? "：" : ": ") + reading.pointer;
    append_title(text, reading.title, language);
    text += ' ';
    diagnostics::append_json_string(text, data::with_unseen_named(reading.before));
    if (reading.json.empty()) {
      text += chinese ? " 按没有填写处理\n" : " counts as not given\n";
    } else {
      text += (chinese ? " 读作 " : " is read as ") + reading.json + "\n";
    }
  }
  return text;
}

void append_title_json(std::string& json, const diagnostics::BilingualText& title) {
  if (title.chinese.empty()) return;
  json += ",\"title\":{\"zh\":";
  diagnostics::append_json_string(json, title.chinese);
  json += ",\"en\":";
  diagnostics::append_json_string(json, title.english);
  json += "}";
}

std::string defaults_json(const std::vector<AppliedDefault>& defaults) {
  std::string json;
  for (const AppliedDefault& applied : defaults) {
    json += json.empty() ? "{\"file\":" : ",{\"file\":";
    diagnostics::append_json_string(json, applied.file);
    json += ",\"pointer\":";
    diagnostics::append_json_string(json, applied.pointer);
    json += ",\"value\":" + applied.json;
    append_title_json(json, applied.title);
    json += "}";
  }
  return "[" + json + "]";
}

std::string readings_json(const std::vector<Reading>& readings) {
  std::string json;
  for (const Reading& reading : readings) {
    json += json.empty() ? "{\"file\":" : ",{\"file\":";
    diagnostics::append_json_string(json, reading.file);
    json += ",\"pointer\":";
    diagnostics::append_json_string(json, reading.pointer);
    json += ",\"before\":";
    diagnostics::append_json_string(json, reading.before);
    if (!reading.json.empty()) json += ",\"value\":" + reading.json;
    append_title_json(json, reading.title);
    json += "}";
  }
  return "[" + json + "]";
}

}  // namespace

Report::Report() : contents_(std::make_shared<const ReportContents>()) {}
Report::Report(std::shared_ptr<const ReportContents> contents) : contents_(std::move(contents)) {}

/// Of several failures the one that must be mended first decides: surroundings, then usage, then input.
Status Report::status() const {
  Status worst = Status::Done;
  for (const Diagnostic& diagnostic : contents_->diagnostics) worst = std::max(worst, status_of(diagnostic));
  return worst;
}

std::size_t Report::error_count() const { return count(contents_->diagnostics, Severity::Error); }
std::size_t Report::warning_count() const { return count(contents_->diagnostics, Severity::Warning); }

std::optional<std::size_t> Report::confirmed_count() const { return contents_->confirmed; }

std::string Report::text(Language language, Messages messages) const {
  diagnostics::PrintOptions options = print_options(language);
  if (messages == Messages::All) options.most_shown = diagnostics::kShowAll;
  return readings_text(contents_->readings, language) + defaults_text(contents_->defaults, language) +
         diagnostics::print_text(contents_->diagnostics, {contents_->sources.get(), contents_->documents.get(), {}},
                                 options);
}

std::string Report::json(Language language) const {
  const auto is_data = [this](diagnostics::SourceId source) {
    return contents_->data_sources.contains(source);
  };
  std::string json = diagnostics::print_json(
      contents_->diagnostics, {contents_->sources.get(), contents_->documents.get(), is_data}, print_options(language));
  // More members of the object that ends here.
  std::string more;
  if (contents_->confirmed) more += ",\"confirmed\":" + std::to_string(*contents_->confirmed);
  if (!contents_->readings.empty()) more += ",\"readings\":" + readings_json(contents_->readings);
  if (!contents_->defaults.empty()) more += ",\"defaults\":" + defaults_json(contents_->defaults);
  return more.empty() ? json : json.substr(0, json.rfind('}')) + more + "}\n";
}

}  // namespace gongwen
