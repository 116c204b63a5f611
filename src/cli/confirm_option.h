// --confirmed FILE and --confirm FILE: warnings that a person has checked and accepted.
#pragma once

#include "cli/session.h"
#include "gongwen/confirmed.h"

#include <memory>
#include <optional>
#include <string>

namespace gongwen::cli {

class ConfirmOption {
 public:
  /// Declares --confirmed.
  void declare_use(OptionList& list);
  /// Declares --confirmed, --confirm and --prune, for commands that have their own option for the author: see by().
  void declare_without_author(OptionList& list);
  /// Declares --confirmed, --confirm and --by.
  void declare_add(OptionList& list);
  /// Declares all of them, including --prune, for commands without a --prune of their own.
  void declare_all(OptionList& list);

  /// Sets the value of the command's --by; only used with --confirm.
  void by(const std::string& name) { by_ = adds() ? name : std::string(); }
  /// Sets the value of the command's --prune; only used with --confirm.
  void prune(bool prune) { prune_ = prune && adds(); }

  bool adds() const { return !add_to_.empty(); }
  /// The file that is read, so that it can be watched; empty if none was given.
  const std::string& file() const { return adds() ? add_to_ : file_; }

  /// Reads the file and sets `options.confirmed`. Returns the exit status if the file is refused, after reporting that
  /// (as JSON on the standard output if `as_json`).
  std::optional<int> open(Session& session, RenderOptions& options, bool as_json = false);
  /// Writes the file, and returns the report of the command with the messages about the file.
  /// `found_all`: see ConfirmedWarnings::finish.
  Report finish(const Report& report, bool found_all) const;
  /// A line about added and removed entries; empty if absent.
  std::string change_text(const Wording& wording) const;

 private:
  void declare_confirm(OptionList& list);
  void declare_prune(OptionList& list);

  std::string file_;
  std::string add_to_;
  std::string by_;
  bool prune_ = false;
  std::shared_ptr<ConfirmedWarnings> confirmed_;
};

}  // namespace gongwen::cli
