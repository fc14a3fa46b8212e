// Everything about matters under way and services; fetched with the first reply that has a card.

export { formCard, inspectionCard, ratingCard, ticketCard } from "./cases.js";
export { guideCard } from "./guide.js";
