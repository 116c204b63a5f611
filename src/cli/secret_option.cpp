#include "cli/secret_option.h"

#include "diagnostics/catalogue/texts/pdf_sign.h"
#include "sign/secret_file.h"

#include <cstdlib>
#include <cstring>
#include <utility>

namespace gongwen::cli {
namespace {

constexpr const char* kSecretVariable = "GONGWEN_SECRET";

}  // namespace

void SecretOption::declare(OptionList& list) {
  list.add("--secret-file", &file_, texts::PdfSignSecretFile).value = "FILE";
}

void SecretOption::take_variable() {
  char* const value = std::getenv(kSecretVariable);
  if (value == nullptr) return;
  if (*value != '\0') variable_.emplace(std::string(value));
  // The system shows the memory that the variables were in at the start.
  ::explicit_bzero(value, std::strlen(value));
  ::unsetenv(kSecretVariable);
}

std::optional<sign::Secret> SecretOption::read(diagnostics::DiagnosticSink& sink) {
  if (!file_.empty()) return sign::read_secret_file(file_, sink);
  return std::exchange(variable_, std::nullopt);
}

}  // namespace gongwen::cli
