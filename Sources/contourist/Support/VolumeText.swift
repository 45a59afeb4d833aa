import Terminal
import Volumes

/// "128 x 128 x 10, 10 frames".
func dimensions(_ volume: Volume) -> String {
  "\(volume.size)" + (volume.frames > 1 ? ", \(counted(volume.frames, "frame"))" : "")
}
