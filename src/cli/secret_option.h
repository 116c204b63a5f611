// Options about signatures that several commands have.
#pragma once

#include "cli/options.h"
#include "cli/session.h"
#include "diagnostics/diagnostic.h"
#include "sign/signing_key.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::cli {

/// --trust and --crl: by whom signatures of returned forms are judged.
class TrustOption {
 public:
  void declare(OptionList& list);
  /// Before the engine is made. Returns: 0, or the exit status where a file cannot be used, which was reported.
  int give(Session& session);

 private:
  std::vector<std::string> trust_;
  std::vector<std::string> crls_;
};

/// --secret-file, and the variable GONGWEN_SECRET: the password or PIN of a key.
class SecretOption {
 public:
  void declare(OptionList& list);
  const std::string& file() const { return file_; }
  /// Takes the variable out of the environment: programs that this one starts do not get it, nor is it shown where the
  /// system shows the environment of a process.
  void take_variable();
  /// Whether the option or the variable was given.
  bool is_given() const { return !file_.empty() || variable_.has_value(); }
  /// From the file, otherwise from the variable, which is given once. Nothing after a report, and where neither was
  /// given. Reports: resources/*.
  std::optional<sign::Secret> read(diagnostics::DiagnosticSink& sink);
  /// What was in the variable is not needed any more.
  void forget() { variable_.reset(); }

 private:
  std::string file_;
  std::optional<sign::Secret> variable_;
};

}  // namespace gongwen::cli
