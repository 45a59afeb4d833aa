print("contourist")
