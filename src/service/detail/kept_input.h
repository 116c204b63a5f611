// KeptInput: seals what a page must carry to a later request, since nothing is stored for it: what somebody typed
// before the session ended, or forms that were read and about which somebody has to decide. A seal is valid for half an
// hour and in the process that made it, so no other site can write such fields.
#pragma once

#include "service/http/form.h"
#include "service/inbox/inbox.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Used by FormPages (cookie lost), OfficePages (session over) and the import page. No database: whatever is sealed
/// travels through the browser and back.
class KeptInput {
 public:
  KeptInput();

  /// The seal of a text: a field beside the field with the text.
  std::string seal(std::string_view text, inbox::Seconds now) const;
  // False for another text, another process, or a seal that is older than half an hour.
  bool fits(std::string_view text, std::string_view seal, inbox::Seconds now) const;

  /// What was posted, with the address to which it was.
  struct Posted {
    std::string address;
    std::vector<http::FormField> fields;
  };
  /// Hidden fields with what was posted, without tokens, passwords and codes.
  std::vector<http::FormField> keep(const std::string& address, const std::vector<http::FormField>& fields,
                                    inbox::Seconds now) const;
  /// The hidden fields as they came back, to be shown on another page; none if there are none.
  static std::vector<http::FormField> kept_fields(const std::vector<http::FormField>& fields);
  /// What was posted, from such fields; nullopt if there are none, or they were not made by keep().
  std::optional<Posted> open(const std::vector<http::FormField>& fields, inbox::Seconds now) const;

 private:
  std::string secret_;  // of this process
};

}  // namespace gongwen::service
