#include "cli/secret_option.h"

#include "cli/environment.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/pdf_sign.h"
#include "diagnostics/catalogue/texts/signatures.h"
#include "engine/core/run.h"
#include "resources/read_file.h"
#include "resources/walk_folder.h"
#include "sign/digest.h"
#include "sign/trust.h"

#include <utility>

namespace gongwen::cli {
namespace {

constexpr const char* kSecretVariable = "GONGWEN_SECRET";

}  // namespace

void TrustOption::declare(OptionList& list) {
  list.add("--trust", &trust_, texts::SignaturesVerifyTrust).value = "FILE";
  list.add("--crl", &crls_, texts::SignaturesVerifyCrl).value = "FILE";
}

int TrustOption::give(Session& session) {
  if (trust_.empty() && crls_.empty()) return 0;
  if (trust_.empty()) return print_usage_error(session, diagnostics::messages::CliMissing, {"--trust"});
  engine::Run run;
  sign::TrustOptions found;
  if (!sign::has_cryptography(run.sink()) || !sign::read_trust_files({trust_, crls_, {}}, found, run.sink()))
    return session.print_report(std::move(run).report());
  // Workers start elsewhere.
  for (std::string& file : trust_) session.options().trust_files.push_back(resources::plain_path(file));
  for (std::string& file : crls_) session.options().crl_files.push_back(resources::plain_path(file));
  return 0;
}

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
