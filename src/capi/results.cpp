// Results, and calls that can be cancelled.
#include "capi/detail/result.h"

#include <new>
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
