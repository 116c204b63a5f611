#include "cli/secret_option.h"

#include "cli/environment.h"
#include "diagnostics/catalogue/texts/pdf_sign.h"

#include <utility>

namespace gongwen::cli {
namespace {

constexpr const char* kSecretVariable = "GONGWEN_SECRET";

}  // namespace

void SecretOption::declare(OptionList& list) {
  list.add("--secret-file", &file_, texts::PdfSignSecretFile).value = "FILE";
}

void SecretOption::take_variable() {
  if (auto text = take_secret_variable(kSecretVariable)) variable_ = sign::take_secret(*text);
}

std::optional<sign::Secret> SecretOption::read(diagnostics::DiagnosticSink& sink) {
  if (!file_.empty()) return sign::read_secret_file(file_, sink);
  return std::exchange(variable_, std::nullopt);
}

}  // namespace gongwen::cli
