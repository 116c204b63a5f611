// Matches patterns with PCRE2, which is used only here.
#include "schema/detail/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace gongwen::schema {
namespace {

/// Maximum number of matcher steps on one text: about a tenth of a second.
constexpr std::uint32_t kMaxSteps = 1'000'000;
constexpr std::uint32_t kMaxHeapKib = 64 * 1024;

constexpr std::uint32_t kOptions = PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;

struct Free {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
template <typename Object>
using Owned = std::unique_ptr<Object, Free>;

Owned<pcre2_match_context> make_match_context() {
  Owned<pcre2_match_context> context(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(context.get(), kMaxSteps);
  pcre2_set_heap_limit(context.get(), kMaxHeapKib);
  return context;
}

PatternError error_of(int error) {
  PCRE2_UCHAR text[256];
  pcre2_get_error_message(error, text, sizeof text);
  const std::string message(reinterpret_cast<const char*>(text));
  return {0, message, message};
}

}  // namespace

struct Pattern::Code {
  Owned<pcre2_code> code;
  Owned<pcre2_match_context> context = make_match_context();
};

Pattern::Pattern(std::string source, std::unique_ptr<const Code> code)
    : source_(std::move(source)), code_(std::move(code)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

base::Expected<Pattern, PatternError> Pattern::compile(std::string_view pattern) {
  const base::Expected<std::string, PatternError> translated = translate_ecma_pattern(pattern);
  if (!translated) return base::Failure{translated.error()};
  const std::string& text = *translated;
  int error = 0;
  PCRE2_SIZE offset = 0;
  auto code = std::make_unique<Code>();
  code->code.reset(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), kOptions, &error, &offset, nullptr));
  if (!code->code) return base::Failure{error_of(error)};
  return Pattern(std::string(pattern), std::move(code));
}

Pattern::Result Pattern::search(std::string_view text) const {
  const Owned<pcre2_match_data> data(pcre2_match_data_create(1, nullptr));
  const int result = pcre2_match(code_->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0,
                                 PCRE2_NO_UTF_CHECK, data.get(), code_->context.get());
  if (result >= 0) return Result::Found;
  return result == PCRE2_ERROR_NOMATCH ? Result::NotFound : Result::TooCostly;
}

}  // namespace gongwen::schema
