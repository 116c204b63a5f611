// LoadedLibrary: a shared library that is opened on first use and stays open until the program ends.
//
// Large libraries depend on others, and the loader would map and relocate all of them whenever a program starts, even
// one that needs none of them. A module that owns such a library lists the functions that it calls in functions.def,
// and declares a pointer of the same name for each in its own namespace, so that calls look like ordinary ones:
//   #define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
// loaded_functions.inc defines the pointers and the code that resolves them.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace gongwen::base {

/// The reason why a library cannot be used.
struct LibraryError {
  std::string reason;  // as the dynamic loader states it
};

/// The folders in which the loader searches for libraries, except those that only its cache lists. Loads nothing.
std::vector<std::string> library_folders();

class LoadedLibrary {
 public:
  /// `name` includes the version of the interface: `libx.so.4`.
  explicit LoadedLibrary(const char* name);

  /// Finds a function of the library or of its dependencies.
  template <typename Function>
  void find(const char* name, Function& function) {
    function = reinterpret_cast<Function>(find_address(name));
  }

  /// The first error; nullopt if there was none.
  const std::optional<LibraryError>& error() const { return error_; }

 private:
  void* find_address(const char* name);

  void* library_;
  std::optional<LibraryError> error_;
};

}  // namespace gongwen::base
