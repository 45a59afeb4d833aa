import Annotation
import AnnotationServer
import ArgumentParser
import Batches
import DICOMObjects
import DICOMWeb
import Datasets
import Foundation
import ImageFiles
import LearningCurves
import Measurements
import MinimalPaths
import Networks
import Phantoms
import Preparation
import Presegmentation
import Terminal

/// The command line: one file per subcommand in `Commands`.
struct Contourist: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contourist",
    abstract: "Semi-automatic annotation of medical image volumes.",
    discussion: """
      A few clicks on the border of an organ or a lesion become a closed contour along the edges \
      of the image, and the contour a label mask. Everything done is kept in a session that \
      replays bit for bit.

        contourist trace heart.nii.gz --slice 5 --seed 101,88 --seed 131,102 \\
          --seed 104,131 --label LV --mask lv.nii.gz

      Exit codes: 0 done, 64 wrong usage, 65 data that cannot be used, 1 anything else.
      """,
    version: contouristVersion,
    subcommands: [
      InfoCommand.self, ConvertCommand.self, TraceCommand.self, SessionCommand.self,
      RenderCommand.self,
      ExportCommand.self, PhantomCommand.self, DatasetsCommand.self, NetworksCommand.self,
      TrainCommand.self, CurveCommand.self, ModelCommand.self, PresegmentCommand.self,
      BatchCommand.self, EvaluateCommand.self, ObserversCommand.self, ConsensusCommand.self,
      MeasureCommand.self, MeshCommand.self, DistanceCommand.self, ImportCommand.self,
      DeidentifyCommand.self, DICOMWebCommand.self, ServeCommand.self,
    ])
}

@main
enum Main {
  static func main() async {
    // A reader that goes away (`contourist ... | head`) ends the program, as with other tools.
    signal(SIGPIPE, SIG_DFL)
    // A file that may not grow further is an error to be reported, not a death.
    signal(SIGXFSZ, SIG_IGN)
    openStandardStreams()
    endWithServer()
    do {
      var command = try Contourist.parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      // A result that did not arrive (a full disk behind `> file`) is no success.
      guard fflush(nil) == 0 else { throw OutputError() }
    } catch let error where isBadData(error) {
      printError("contourist: \(error)")
      Foundation.exit(65)
    } catch {
      Contourist.exit(withError: error)
    }
  }

  /// Makes sure that descriptors 0 to 2 are taken: the first file opened would otherwise become
  /// what the program reads its actions from or writes its messages to.
  private static func openStandardStreams() {
    var descriptor = open("/dev/null", O_RDWR)
    while descriptor >= 0, descriptor <= 2 { descriptor = open("/dev/null", O_RDWR) }
    if descriptor > 2 { close(descriptor) }
  }

  /// A job that a server began ends with the server, however that ended: begun anew, it would meet
  /// itself.
  private static func endWithServer() {
    guard let server = ChildProcess.server else { return }
    Thread.detachNewThread {
      while getppid() == server { usleep(200_000) }
      _exit(1)
    }
  }

  /// Errors that the user's files or clicks are the cause of.
  private static func isBadData(_ error: any Error) -> Bool {
    error is ImageFileError || error is SessionError || error is TracingError || error is DataError
      || error is PhantomError || error is NetworkError || error is DatasetError
      || error is LearningCurveError || error is MeasurementError || error is PreparationError
      || error is PresegmentationError || error is DICOMObjectError
      || error is DICOMWebError || error is BatchError || error is ServerError
  }
}
