// LoadedLibrary: a shared library that is opened when it is needed first, and stays open until the end.
//
// Large libraries bring others along, and the loader would map and relocate all of them at the start of every program,
// also of those that need none. A module that owns such a library lists the functions that it calls in a file
// functions.def, and declares for each a pointer of the same name in its own namespace, so that the calls look as ever:
//   #define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
// The pointers themselves, and what finds them, come from loaded_functions.inc.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace gongwen::base {

/// Why a library cannot be used.
struct LibraryError {
  std::string reason;  // in the words of the system
};

/// The folders where the loader looks for a library, besides those that only its cache has. Loads nothing.
std::vector<std::string> library_folders();

class LoadedLibrary {
 public:
  /// `name` is that of the library's interface version: `libx.so.4`.
  explicit LoadedLibrary(const char* name);

  /// Finds a function of the library or of those that it brings along.
  template <typename Function>
  void find(const char* name, Function& function) {
    function = reinterpret_cast<Function>(find_address(name));
  }

  /// What was wrong first, if anything.
  const std::optional<LibraryError>& error() const { return error_; }

 private:
  void* find_address(const char* name);

  void* library_;
  std::optional<LibraryError> error_;
};

}  // namespace gongwen::base
