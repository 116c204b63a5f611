#include "capi/detail/result.h"

#include "diagnostics/catalogue/capi.h"
#include "engine/core/reports.h"
#include "gongwen/json.h"

#include <exception>
#include <iterator>
#include <new>
#include <stdexcept>
#include <string_view>

namespace {

using gongwen::Language;

const char* given(const std::string* text, size_t* size) {
  if (size != nullptr) *size = text == nullptr ? 0 : text->size();
  return text == nullptr ? nullptr : text->c_str();
}

Language language_of(const char* name) {
  return name != nullptr && std::string_view(name) == "zh" ? Language::Chinese : Language::English;
}

const gongwen::capi::ResultFile* file_at(const gw_result* result, size_t index) {
  return result == nullptr || index >= result->files.size() ? nullptr : &result->files[index];
}

}  // namespace

gw_call* gw_call_new(void) {
  try {
    return new gw_call();
  } catch (...) {
    return nullptr;
  }
}

void gw_cancel(gw_call* call) {
  if (call != nullptr) call->source.request_stop();
}

void gw_call_free(gw_call* call) { delete call; }

int gw_status(const gw_result* result) { return result == nullptr ? GW_BAD_USAGE : result->status; }

const char* gw_report(const gw_result* result, const char* language, size_t* size) {
  if (result == nullptr) return given(nullptr, size);
  const bool has_language = language != nullptr;
  return given(
      result->report(has_language ? static_cast<std::size_t>(language_of(language)) : gongwen::capi::kBothLanguages),
      size);
}

const char* gw_report_text(const gw_result* result, const char* language, size_t* size) {
  if (result == nullptr) return given(nullptr, size);
  const std::string* const text = result->text(language_of(language));
  const char* const shown = given(text, size);
  return shown == nullptr ? "" : shown;
}

size_t gw_file_count(const gw_result* result) { return result == nullptr ? 0 : result->files.size(); }

const void* gw_file_bytes(const gw_result* result, size_t index, size_t* size) {
  const gongwen::capi::ResultFile* const file = file_at(result, index);
  return given(file == nullptr || !file->has_bytes ? nullptr : &file->bytes, size);
}

const char* gw_file_name(const gw_result* result, size_t index) {
  const gongwen::capi::ResultFile* const file = file_at(result, index);
  return file == nullptr ? nullptr : file->name.c_str();
}

const char* gw_file_format(const gw_result* result, size_t index) {
  const gongwen::capi::ResultFile* const file = file_at(result, index);
  return file == nullptr ? nullptr : file->format.c_str();
}

size_t gw_file_pages(const gw_result* result, size_t index) {
  const gongwen::capi::ResultFile* const file = file_at(result, index);
  return file == nullptr ? 0 : file->pages;
}

void gw_result_free(gw_result* result) {
  if (result != nullptr && !result->is_constant) delete result;
}

namespace gongwen::capi {
namespace {

namespace messages = diagnostics::messages;

template <typename... Arguments>
Outcome failed(diagnostics::DiagnosticId id, const Arguments&... arguments) {
  engine::Run run;
  run.sink().report(id, diagnostics::Origin{}, arguments...);
  return {std::move(run).report()};
}

/// The result of calls that run out of memory. The first call constructs it, while there still is memory.
gw_result& no_memory_result() noexcept {
  try {
    static gw_result constant(failed(messages::CapiNoMemory), true);
    return constant;
  } catch (...) {
    static gw_result bare;
    return bare;
  }
}

template <typename Failure>
gw_result* failed_result(const Failure& failure) noexcept {
  try {
    return new gw_result(failure());
  } catch (...) {
    return &no_memory_result();
  }
}

}  // namespace

Outcome refused(Report report) {
  Outcome outcome{std::move(report)};
  outcome.status = GW_BAD_USAGE;
  return outcome;
}

Outcome one_file(std::string name, std::string format, TextResult text) {
  Outcome outcome{std::move(text.report)};
  if (outcome.report.ok()) outcome.files.push_back({std::move(name), std::move(format), std::move(text.text)});
  return outcome;
}

gw_result* guarded(const std::function<Outcome()>& work) noexcept {
  no_memory_result();
  try {
    return new gw_result(work());
  } catch (const std::bad_alloc&) {
    return failed_result([] { return failed(messages::CapiNoMemory); });
  } catch (const std::length_error&) {
    return failed_result([] { return failed(messages::CapiNoMemory); });
  } catch (const std::exception& failure) {
    return failed_result([&] { return failed(messages::CapiUnexpected, std::string_view(failure.what())); });
  } catch (...) {
    return failed_result([] { return failed(messages::CapiUnexpected, std::string_view("?")); });
  }
}

}  // namespace gongwen::capi

gw_result::gw_result(gongwen::capi::Outcome made, bool is_kept)
    : status(made.status.value_or(static_cast<int>(made.report.status()))),
      is_constant(is_kept),
      files(std::move(made.files)),
      report_(std::move(made.report)),
      members_(made.members.text()) {
  for (std::size_t i = 0; is_kept && i < std::size(reports_); ++i) reports_[i] = written_report(i);
  for (std::size_t i = 0; is_kept && i < std::size(texts_); ++i) texts_[i] = written_text(i);
}

std::string gw_result::written_report(std::size_t language) const {
  namespace base = gongwen::base;
  const bool has_both = language == gongwen::capi::kBothLanguages;
  base::Json result = base::Json::object();
  result.set("status", status);
  result.append(
      gongwen::report_json(report_, has_both ? gongwen::Language::English : static_cast<gongwen::Language>(language)));
  if (has_both) result.set("diagnostics", base::Json(nlohmann::ordered_json(report_.messages())));
  const std::string own = members_.substr(0, members_.size() - 1);  // without the closing brace
  return own + (own == "{" ? "" : ",") + result.text().substr(1);
}

std::string gw_result::written_text(std::size_t language) const {
  return report_.text(static_cast<gongwen::Language>(language), gongwen::Messages::All);
}

const std::string* gw_result::report(std::size_t language) const noexcept {
  try {
    const std::lock_guard lock(mutex_);
    if (!reports_[language]) reports_[language] = written_report(language);
    return &*reports_[language];
  } catch (...) {
    return nullptr;
  }
}

const std::string* gw_result::text(gongwen::Language language) const noexcept {
  try {
    const std::lock_guard lock(mutex_);
    const auto index = static_cast<std::size_t>(language);
    if (!texts_[index]) texts_[index] = written_text(index);
    return &*texts_[index];
  } catch (...) {
    return nullptr;
  }
}
