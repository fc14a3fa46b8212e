"""What the assistant does: rasa-sdk actions, thin, and the domain packages behind them."""
