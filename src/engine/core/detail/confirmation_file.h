// The file of confirmed warnings: JSON that people can read, and correct by hand.
#pragma once

#include "diagnostics/origin.h"
#include "engine/core/run.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// A warning that a person has found right. All but the last three lines must be equal for a warning to be the same.
struct Confirmation {
  std::string id;
  std::string file;    // the data's, without folders; empty for a record of a store
  std::string record;  // `event 2026-10/rev`, which `pointer` starts at
  std::string pointer;
  std::string value;  // as value_key writes it
  std::vector<std::string> arguments;
  std::string profile;  // that the pages were compared with

  std::string message;  // for people
  std::string by;
  std::string time;
  diagnostics::Origin origin = {};  // the entry in the file; unknown for a new one
};

/// A value as entries have it: its JSON, or `sha256:…` of a long one; empty for no value.
std::string value_key(const data::Value* value);

/// Reads the file. Reports: resources/*, data/*, engine/confirmed-unknown-id, engine/confirmed-error.
base::Expected<std::vector<Confirmation>> read_confirmations(const std::string& path, Run& run);

/// The text of a file with these entries, in their order.
std::string confirmations_json(const std::vector<Confirmation>& confirmations);

}  // namespace gongwen::engine
