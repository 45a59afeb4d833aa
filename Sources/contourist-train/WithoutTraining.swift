#if !Training
  import Foundation
  import Terminal

  @main
  enum Main {
    static func main() {
      printError(
        "contourist: this program was built without training; build it with 'make build', or with "
          + "the trait Training")
      exit(1)
    }
  }
#endif
