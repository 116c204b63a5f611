// KeptInput: seals data that a page carries to a later request, since the service does not store it: input that was
// posted after the session ended, or imported forms about which a person has to decide. A seal is valid for half an
// hour and only in the process that made it, so no other site can forge such fields.
#pragma once

#include "service/http/form.h"
#include "service/inbox/inbox.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Used by FormPages (cookie lost), OfficePages (session over) and the import page. The sealed data travels through the
/// browser and back; the database is not used.
class KeptInput {
 public:
  KeptInput();

  /// Returns the seal of a text, for a field beside the field with the text.
  std::string seal(std::string_view text, inbox::Seconds now) const;
  // Returns false for another text, another process, or a seal older than half an hour.
  bool fits(std::string_view text, std::string_view seal, inbox::Seconds now) const;

  /// The posted fields, and the address to which they were posted.
  struct Posted {
    std::string address;
    std::vector<http::FormField> fields;
  };
  /// Returns hidden fields with the posted values, except tokens, passwords and codes.
  std::vector<http::FormField> keep(const std::string& address, const std::vector<http::FormField>& fields,
                                    inbox::Seconds now) const;
  /// Returns the hidden fields of a request, to be shown on another page; empty if it has none.
  static std::vector<http::FormField> kept_fields(const std::vector<http::FormField>& fields);
  /// Returns the posted values from such fields; nullopt if absent, or if keep() did not make them.
  std::optional<Posted> open(const std::vector<http::FormField>& fields, inbox::Seconds now) const;

 private:
  std::string secret_;  // of this process
};

}  // namespace gongwen::service
