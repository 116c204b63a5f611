// Ids that the program makes for items that were given without one. A schema asks for them where it says of what:
//   "id": {"type": "string", "x-id-from": ["type", "dates"]}
// They depend on the item alone, and on those alike before it in its list, so that the same data always get the same.
#pragma once

#include "data/document.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace gongwen::schema {

class IdMaker {
 public:
  /// `from` is the value of `x-id-from`, the names of members: `mt-meeting-20260710`, and `mt-meeting-20260710-2` for
  /// another one. Of a list its first item counts; what has no letters or digits of ASCII is left out.
  std::string make(const data::Value& object, std::string_view name, const data::Value& from);

 private:
  std::map<std::uint32_t, std::set<std::string, std::less<>>> taken_;  // by the list, or the object itself
};

}  // namespace gongwen::schema
