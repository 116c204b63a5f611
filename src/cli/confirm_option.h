// --confirmed FILE and --confirm FILE: warnings that a person has looked at and found right.
#pragma once

#include "cli/session.h"
#include "gongwen/confirmed.h"

#include <memory>
#include <optional>
#include <string>

namespace gongwen::cli {

class ConfirmOption {
 public:
  /// --confirmed.
  void declare_use(OptionList& list);
  /// --confirmed, --confirm and --prune, for commands that ask themselves who makes changes: see by().
  void declare_without_author(OptionList& list);
  /// --confirm and --by as well.
  void declare_add(OptionList& list);
  /// And --prune, for commands that do not have one.
  void declare_all(OptionList& list);

  /// What a --by of the command's own says; it concerns the file only with --confirm.
  void by(const std::string& name) { by_ = adds() ? name : std::string(); }
  /// What a --prune of the command's own says; it concerns the file only with --confirm.
  void prune(bool prune) { prune_ = prune && adds(); }

  bool adds() const { return !add_to_.empty(); }
  /// The file that is read, for watching it; empty when none is.
  const std::string& file() const { return adds() ? add_to_ : file_; }

  /// Reads the file and sets `options.confirmed`. Returns: the exit status of a refusal, which has been reported; as
  /// JSON on the standard output if the command answers in JSON.
  std::optional<int> open(Session& session, RenderOptions& options, bool as_json = false);
  /// The report of the command with the messages about the file, which is written.
  /// `found_all`: see ConfirmedWarnings::finish.
  Report finish(const Report& report, bool found_all) const;
  /// What was put into the file and taken out, as a line for people; empty when nothing was.
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
